import { AccConfigError } from "@argo-acc/core";

import type { MetricSearchField } from "./search-fields.ts";

/** How a field is compared. */
export type SearchOperand = "eq" | "neq" | "lt" | "lte" | "gt" | "gte";

/** One comparison, as it is sent. */
export interface SearchComparison<Field extends string> {
  readonly type: "query";
  readonly field: Field;
  readonly operand: SearchOperand;
  /** `null` with `eq` = the field is absent, with `neq` = it is present. */
  readonly values: string | number | null;
}

/** Comparisons joined by AND or OR, as they are sent. */
export interface SearchFilter<Field extends string> {
  readonly type: "filter";
  readonly operator: "AND" | "OR";
  readonly criteria: readonly SearchBody<Field>[];
}

/** The body of a search. */
export type SearchBody<Field extends string> = SearchComparison<Field> | SearchFilter<Field>;

/**
 * What to search for. Made by {@link textIs}, {@link instantIs}, {@link valueIs}, {@link allOf}, {@link anyOf} and the
 * others, never by hand: the service ignores or misreads much of what could be written. Whatever else is to be sent goes
 * by `acc.request`.
 */
export class SearchQuery<Field extends string = MetricSearchField> {
  readonly #body: SearchBody<Field>;

  /** @internal */
  constructor(body: SearchBody<Field>) {
    this.#body = body;
  }

  /** The query as it is sent. */
  toJSON(): SearchBody<Field> {
    return this.#body;
  }
}

/**
 * All of them.
 *
 * @throws AccConfigError if there is none
 */
export function allOf<Field extends string>(...criteria: readonly SearchQuery<Field>[]): SearchQuery<Field> {
  return join("AND", criteria);
}

/**
 * Any of them.
 *
 * @throws AccConfigError if there is none
 */
export function anyOf<Field extends string>(...criteria: readonly SearchQuery<Field>[]): SearchQuery<Field> {
  return join("OR", criteria);
}

/** Every metric of the system. */
export function everything(): SearchQuery<"project_id"> {
  return comparison("project_id", "neq", "");
}

/** A field compared with what its kind is stored as: who calls this has checked that. */
export function comparison<Field extends string>(
  field: Field,
  operand: SearchOperand,
  values: string | number | null,
): SearchQuery<Field> {
  return new SearchQuery<Field>({ type: "query", field, operand, values });
}

function join<Field extends string>(
  operator: "AND" | "OR",
  criteria: readonly SearchQuery<Field>[],
): SearchQuery<Field> {
  const [only] = criteria;
  if (only === undefined) {
    throw new AccConfigError(`${operator} of nothing`, { cure: "give at least one criterion" });
  }
  if (criteria.length === 1) return only;
  return new SearchQuery<Field>({
    type: "filter",
    operator,
    criteria: criteria.map((query) => query.toJSON()),
  });
}
