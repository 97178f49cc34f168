import { type AccError, AccProtocolError, type MetricWindow } from "@argo-acc/core";

import type { PagePart } from "./page-part.ts";

/** Windows that counts have shown to hold nothing. */
export function emptyWindows(windows: readonly MetricWindow[]): PagePart[] {
  return windows.map((window) => ({ outcome: "proven", window, rows: 0, has: () => false }));
}

/** Windows of which nothing is known. */
export function holes(windows: readonly MetricWindow[], error: AccError): PagePart[] {
  return windows.map((window) => ({ outcome: "hole", window, error }));
}

/** Why it is not known what lies between the parts of a whole. */
export function disagreement(whole: string): AccProtocolError {
  const words = "it does not count as many metrics as the lists within it together";
  return new AccProtocolError(`${whole}: ${words}`, {
    retryable: true,
    cure: "read again when less is written",
  });
}
