import { AccConfigError } from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";

/** Options of a report. */
export interface ReportOptions extends CallOptions {
  /**
   * How often the report is asked for at most while it is answered 500, a whole number from 1: the service also answers so
   * for sums that it cannot tell, however often it is asked. Default 5.
   */
  readonly triesOn500?: number | undefined;
}

/** @throws AccConfigError if it is not a whole number from 1 */
export function checkTriesOn500(tries: number | undefined): number | undefined {
  if (tries === undefined || (Number.isSafeInteger(tries) && tries >= 1)) return tries;
  throw new AccConfigError(`triesOn500 ${tries} is not a whole number from 1`, {
    cure: "give how often to ask, or leave it out",
  });
}
