import type { Grant } from "@argo-acc/core";

import type { PullRun } from "../run.ts";
import { orUnavailable } from "../unavailable.ts";
import { countByLists, countBySearch } from "./count-grant.ts";

/** What the two counts of a grant say together: search shows what the lists count, or why it cannot be relied on. */
export type CountWitness =
  | { readonly agrees: true; readonly count: number }
  | { readonly agrees: false; readonly count: number; readonly why: string };

const LOOKS = 2;

/**
 * Compares what search finds of a grant with what the lists count, which are the service's other account of it. Where
 * they differ the lists are counted once more, since somebody may write meanwhile: what lies between two counts can be
 * true. Search that finds more hides nothing; lists that fail say nothing.
 *
 * @param counted what was counted when the grant was found: by search for the whole system, by the list for any other
 */
export async function compareCounts(run: PullRun, grant: Grant, counted: number): Promise<CountWitness> {
  const isSystem = grant.kind === "system";
  let before = isSystem ? await orUnavailable(() => countByLists(run, grant)) : { value: counted };
  for (let look = 1; ; look++) {
    if ("error" in before) return { agrees: true, count: counted };
    const found = await orUnavailable(() => countBySearch(run, grant));
    const count = before.value;
    if ("error" in found) {
      return { agrees: false, count, why: `search cannot be used: ${found.error.message}` };
    }
    if (found.value === count) return { agrees: true, count };
    const after = await orUnavailable(() => countByLists(run, grant));
    if ("error" in after) return { agrees: true, count };
    if (found.value >= Math.min(count, after.value)) return { agrees: true, count: after.value };
    if (look === LOOKS) {
      return { agrees: false, count, why: `search shows ${found.value} of ${count} metrics` };
    }
    before = after;
  }
}
