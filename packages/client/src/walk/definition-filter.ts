import { AccConfigError } from "@argo-acc/core";

import { allOf } from "../resources/search/search-query.ts";
import { textIs } from "../resources/search/text-criteria.ts";
import { queryOfBox } from "./box.ts";
import type { Walk } from "./walk.ts";

/** Which metrics of a window are read. */
export type DefinitionFilter = Pick<Walk, "queryOf" | "isWanted">;

/**
 * Reads all metrics, or those of one definition. Search compares its id as it was written with the metric; the nested
 * definition may have another case of it.
 *
 * @throws AccConfigError if it is no id
 */
export function definitionFilter(id: string | undefined): DefinitionFilter {
  if (id === undefined) return { queryOf: queryOfBox, isWanted: () => true };
  if (id === "") {
    throw new AccConfigError(`metric_definition_id "" is no id`, {
      cure: "leave it out for all definitions",
    });
  }
  const is = textIs("metric_definition_id", id);
  const lower = id.toLowerCase();
  return {
    queryOf: (box) => allOf(queryOfBox(box), is),
    isWanted: ({ metric_definition_id: own }) => own === id || own.toLowerCase() === lower,
  };
}
