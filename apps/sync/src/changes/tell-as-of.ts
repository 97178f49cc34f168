import type { Mirror } from "@argo-acc/store/mirror";

import type { Output } from "../cli/output.ts";
import { describeRun, incompleteness } from "./describe-run.ts";

/** What to do about a run that was not complete. */
export const LIST_RUNS = "argo-acc query 'select * from runs' lists the runs, and which were complete";

/**
 * Says which run's end a mirror shows, if it does not show the present. That the run was not complete is said whatever
 * else is silenced: whoever works with the rows has to know.
 */
export function tellAsOf({ asOf }: Mirror, output: Output): void {
  if (asOf === undefined) return;
  if (incompleteness(asOf) === undefined) {
    output.fact("as of", describeRun(asOf));
    return;
  }
  const message = `as of ${describeRun(asOf)}`;
  if (output.json) output.error(JSON.stringify({ warning: { message, cure: LIST_RUNS } }));
  else output.error(`${output.paint("later", "warning:")} ${message}\n  ${LIST_RUNS}`);
}
