import { AccConfigError } from "@argo-acc/core";

import type { NumberField } from "./search-fields.ts";
import { comparison, type SearchOperand, type SearchQuery } from "./search-query.ts";

/**
 * A comparison of the value with a finite number. NaN lies in no range; of the operands only `neq` finds it.
 *
 * @throws AccConfigError for a number that is not finite
 */
export function valueIs(operand: SearchOperand, value: number): SearchQuery<NumberField> {
  if (!Number.isFinite(value)) {
    throw new AccConfigError(`search cannot compare with ${value}`, { cure: "give a finite number" });
  }
  return comparison("value", operand, value);
}
