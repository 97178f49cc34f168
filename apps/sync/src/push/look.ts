import type { AccError } from "@argo-acc/core";
import type { Entry, LookTime } from "@argo-acc/store/outbox";

import type { Upstream } from "./same-metric.ts";

/** What is upstream for one entry, by a complete answer. */
export interface SeenLook {
  readonly entry: Entry;
  readonly upstream: Upstream;
  readonly time: LookTime;
}

/** One entry's look: what is upstream, or why that could not be found out. */
export type Look = SeenLook | { readonly entry: Entry; readonly error: AccError };
