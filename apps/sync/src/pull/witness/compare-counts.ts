import type { Grant } from "@argo-acc/core";

import { countByLists, countBySearch } from "./count-grant.ts";
import type { PullRun } from "../run.ts";
import { orUnavailable } from "../unavailable.ts";

/** What the two counts of a grant say together: search shows what the lists count, or why it cannot be relied on. */
export type Witness =
  | { readonly agrees: true; readonly count: number }
  | {
      readonly agrees: false;
      readonly count: number;
      readonly why: string;
      /** Whether search is refused, or shows less than there is: the lists know better. */
      readonly isSearchLess: boolean;
    };

/**
 * Compares what search finds of a grant with what the lists count, which are the service's other account of it. Both
 * are asked again if they differ, since somebody may have written between them. Lists that fail say nothing.
 *
 * @param counted what was counted when the grant was found: by search for the whole system, by the list for any other
 */
export async function compareCounts(run: PullRun, grant: Grant, counted: number): Promise<Witness> {
  const isSystem = grant.kind === "system";
  let listed = isSystem ? await orUnavailable(() => countByLists(run, grant)) : { value: counted };
  for (let attempt = 1; ; attempt++) {
    if ("error" in listed) return { agrees: true, count: counted };
    const count = listed.value;
    const found = await orUnavailable(() => countBySearch(run, grant));
    if ("error" in found) {
      const why = `search cannot be used: ${found.error.message}`;
      return { agrees: false, count, why, isSearchLess: true };
    }
    if (found.value === count) return { agrees: true, count };
    if (attempt === 2) {
      const why = `search shows ${found.value} of ${count} metrics`;
      return { agrees: false, count, why, isSearchLess: found.value < count };
    }
    listed = await orUnavailable(() => countByLists(run, grant));
  }
}
