import { isYetToCome, type RunRef } from "@argo-acc/store/mirror";

import type { Output } from "../cli/output.ts";
import { warn } from "../cli/warn.ts";

/** Says of a time that has not come which run it means: the same command will show something else later on. */
export function warnIfYetToCome(ref: RunRef | undefined, run: number, output: Output): void {
  if (ref === undefined || !isYetToCome(ref)) return;
  warn(
    output,
    `${ref} is yet to come: until then it means the last run that has ended, now run ${run}`,
    `write ${run} for what is shown now`,
  );
}
