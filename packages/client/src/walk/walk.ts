import type { Grant, MetricItem, MetricWindow } from "@argo-acc/core";

import type { SearchQuery } from "../resources/search/search-query.ts";
import type { WindowLimits } from "./ask-window.ts";
import type { KnownPaths } from "./known-paths.ts";
import type { WindowSearch } from "./window-search.ts";

/** One reading of a grant, as its windows see it. */
export interface Walk {
  readonly grant: Grant;
  readonly search: WindowSearch;
  /** The search that finds what is read of a window. */
  readonly queryOf: (window: MetricWindow) => SearchQuery;
  /** Whether the metrics that are read have this definition. */
  readonly isWanted: (metric: MetricItem) => boolean;
  /** Whether answers are compared with digests. */
  readonly sealing: boolean;
  readonly paths: KnownPaths;
  /** How many rows an installation had last time, by its path. */
  readonly expected: ReadonlyMap<string, number> | undefined;
  readonly limits: WindowLimits;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How many more windows may be narrowed after a failure: beyond it they are holes as they are. */
  narrowings: number;
}
