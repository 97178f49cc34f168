import type { Grant } from "@argo-acc/core";

import type { WindowLimits } from "./ask-window.ts";
import type { KnownPaths } from "./known-paths.ts";
import type { WindowSearch } from "./window-search.ts";

/** One reading of a grant, as its windows see it. */
export interface Walk {
  readonly grant: Grant;
  readonly search: WindowSearch;
  readonly paths: KnownPaths;
  /** How many rows an installation had last time, by its path. */
  readonly expected: ReadonlyMap<string, number> | undefined;
  readonly limits: WindowLimits;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How many more windows may be narrowed after a failure: beyond it they are holes as they are. */
  narrowings: number;
}
