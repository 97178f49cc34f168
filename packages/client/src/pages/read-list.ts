import type { MetricWindow } from "@argo-acc/core";

import { asListFailure, type GuardedList } from "./guarded-list.ts";
import { ListPasses, type ListReadOptions } from "./list-passes.ts";
import type { PagePart } from "./page-part.ts";

/**
 * Reads one list, again and again until a count between two passes is explained by the ids that were seen before and after
 * it, see {@link Sightings}; a list on one page explains itself, as a window does. Where pages fail its rows are looked for
 * by their definitions as well.
 *
 * Its ids are kept while it is read, its rows are not.
 */
export async function* readList(
  list: GuardedList,
  window: MetricWindow,
  options: ListReadOptions,
): AsyncGenerator<PagePart, void, undefined> {
  const passes = new ListPasses(list, options);
  try {
    while (passes.isWorthAnother) {
      yield* passes.run();
      const { proof } = passes;
      if (proof === undefined) continue;
      yield { outcome: "proven", window, ...proof };
      return;
    }
  } catch (error) {
    yield { outcome: "hole", window, error: asListFailure(error) };
    return;
  }
  yield { outcome: "hole", window, error: passes.error };
}
