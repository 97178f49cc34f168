import { AccConfigError } from "@argo-acc/core";

import { type MetricSearchField, SEARCH_FIELDS } from "./search-fields.ts";

const OPERANDS = ["eq", "neq", "lt", "lte", "gt", "gte"] as const;

/** How a field is compared. */
export type SearchOperand = (typeof OPERANDS)[number];

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

/**
 * The body of a search for a query.
 *
 * @throws AccConfigError if it is none, which the service would answer with 500
 */
export function searchBody<Field extends string>(query: SearchQuery<Field>): SearchBody<Field> {
  if (query instanceof SearchQuery) return query.toJSON();
  throw new AccConfigError(`${JSON.stringify(query)} is no query`, {
    cure: "make it with textIs, instantIs, valueIs, allOf or another of them; what else there is goes by acc.request",
  });
}

/**
 * A field compared with what its kind is stored as: who calls this has checked that.
 *
 * @throws AccConfigError for a field that the service does not know, where it would find nothing and not say so, and for
 *   an operand that it does not know
 */
export function comparison<Field extends string>(
  field: Field,
  operand: SearchOperand,
  values: string | number | null,
): SearchQuery<Field> {
  if (!Object.hasOwn(SEARCH_FIELDS, field)) {
    throw new AccConfigError(`there is no field ${JSON.stringify(field)} to search by`, {
      cure: `search by one of ${Object.keys(SEARCH_FIELDS).join(", ")}`,
    });
  }
  if (!OPERANDS.includes(operand)) {
    throw new AccConfigError(`there is no operand ${JSON.stringify(operand)}`, {
      cure: `compare by one of ${OPERANDS.join(", ")}`,
    });
  }
  return new SearchQuery<Field>({ type: "query", field, operand, values });
}

function join<Field extends string>(
  operator: "AND" | "OR",
  criteria: readonly SearchQuery<Field>[],
): SearchQuery<Field> {
  const bodies = criteria.map(searchBody);
  const [only] = criteria;
  if (only === undefined) {
    throw new AccConfigError(`${operator} of nothing`, { cure: "give at least one criterion" });
  }
  if (criteria.length === 1) return only;
  return new SearchQuery<Field>({ type: "filter", operator, criteria: bodies });
}
