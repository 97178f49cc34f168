import type { Mirror, RunRef } from "@argo-acc/store/mirror";

import type { Output } from "../cli/output.ts";
import { warn } from "../cli/warn.ts";
import { describeRun, incompleteness } from "./describe-run.ts";
import { warnIfYetToCome } from "./yet-to-come.ts";

/** What to do about a run that was not complete. */
export const LIST_RUNS = "argo-acc query 'select * from runs' lists the runs, and which were complete";

/**
 * Says which run's end a mirror shows, if it does not show the present. That the run was not complete is said whatever
 * else is silenced: whoever works with the rows has to know.
 *
 * @param ref how the run was named
 */
export function tellAsOf(mirror: Mirror, ref: RunRef | undefined, output: Output): void {
  const { asOf } = mirror;
  if (asOf === undefined) return;
  warnIfYetToCome(ref, asOf.id, output);
  const words = describeRun(mirror, asOf);
  if (incompleteness(mirror, asOf) === undefined) output.fact("as of", words);
  else warn(output, `as of ${words}`, LIST_RUNS);
}
