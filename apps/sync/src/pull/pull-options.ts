import type { Discovery } from "@argo-acc/client";
import type { Grant } from "@argo-acc/core";

import type { GrantResult } from "./pull-result.ts";

/** What a pull tells while it runs. */
export type PullEvent =
  /** Another run has the mirror: `argo-acc pull, process 4711, since …`, or empty. */
  | { readonly type: "waiting"; readonly holder: string }
  | { readonly type: "discovered"; readonly discovery: Discovery }
  | {
      readonly type: "catalogue";
      readonly projects: number;
      readonly providers: number;
      readonly installations: number;
      readonly metric_definitions: number;
    }
  /** `expected` is about how many rows will come. */
  | { readonly type: "reading"; readonly grant: Grant; readonly expected: number }
  /** `rows` have come of the grant so far; `requests` were sent by the whole run. */
  | {
      readonly type: "progress";
      readonly grant: Grant;
      readonly rows: number;
      readonly expected: number;
      readonly requests: number;
    }
  | { readonly type: "grant"; readonly result: GrantResult };

/** Options of a pull. */
export interface PullOptions {
  /** Read everything, also what counts and sums say is unchanged, and look for grants no list names. Default `false`. */
  readonly full?: boolean | undefined;
  /** How old the last complete reading of a grant may be before it is read again, in milliseconds. Default 7 days. */
  readonly fullEveryMs?: number | undefined;
  /**
   * How many metrics of one grant may be marked as gone in one run; if more are missing none is marked. Default: the
   * larger of 100 and 5 % of the grant's.
   */
  readonly maxGone?: number | undefined;
  /** How long to wait for another run of the mirror, in milliseconds; 0 = not at all. Default 0. */
  readonly lockWaitMs?: number | undefined;
  /**
   * How metrics are read: by windows of search, or by the pages of the plain lists. Default: by windows, and by pages
   * where search is refused or shows less than the lists count.
   */
  readonly readBy?: "windows" | "pages" | undefined;
  /** Ends the pull at the edge of a window. What was stored stays; the reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: PullEvent) => void) | undefined;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

export const DEFAULT_FULL_EVERY_MS = 7 * 24 * 3_600_000;
