import { AccConfigError } from "@argo-acc/core";

/** A stored field of metrics that search can ask for. */
export type SearchField =
  | "resource_id"
  | "project_id"
  | "installation_id"
  | "provider"
  | "metric_definition_id"
  | "time_period_start"
  | "time_period_end"
  | "value"
  | "group_id"
  | "user_id"
  | "project"
  | "installation"
  | "infrastructure"
  | "resource"
  | "creatorId";

/** How a field is compared. On text `eq` is a regular expression without regard to case: prefer {@link textIs}. */
export type SearchOperand = "eq" | "neq" | "lt" | "lte" | "gt" | "gte";

/** One comparison. */
export interface SearchCriterion {
  readonly type: "query";
  readonly field: SearchField;
  readonly operand: SearchOperand;
  /** `null` with `eq` = the field is absent, with `neq` = it is present. */
  readonly values: string | number | null;
}

/** Comparisons joined by AND or OR; at least one. */
export interface SearchFilter {
  readonly type: "filter";
  readonly operator: "AND" | "OR";
  readonly criteria: readonly SearchQuery[];
}

/** What `POST /metrics/search` takes. */
export type SearchQuery = SearchCriterion | SearchFilter;

/** The fields that hold text. */
export type TextField = Exclude<SearchField, "time_period_start" | "time_period_end" | "value">;

/** All of them. */
export function allOf(...criteria: readonly SearchQuery[]): SearchQuery {
  return join("AND", criteria);
}

/** Any of them. */
export function anyOf(...criteria: readonly SearchQuery[]): SearchQuery {
  return join("OR", criteria);
}

/** Every metric of the system. */
export function everything(): SearchQuery {
  return criterion("project_id", "neq", "");
}

/** A text field that is exactly this text. */
export function textIs(field: TextField, text: string): SearchQuery {
  return allOf(criterion(field, "gte", text), criterion(field, "lte", text));
}

/** A text field from a text on, compared by code point. */
export function textFrom(field: TextField, text: string): SearchQuery {
  return criterion(field, "gte", text);
}

/** A text field before a text, compared by code point. */
export function textBefore(field: TextField, text: string): SearchQuery {
  return criterion(field, "lt", text);
}

/** A text field after a text, compared by code point. */
export function textAfter(field: TextField, text: string): SearchQuery {
  return criterion(field, "gt", text);
}

/** A field that the metric was written without. */
export function isAbsent(field: "group_id" | "user_id" | "resource" | "infrastructure"): SearchQuery {
  return criterion(field, "eq", null);
}

/** A field that the metric was written with. */
export function isPresent(field: "group_id" | "user_id" | "resource" | "infrastructure"): SearchQuery {
  return criterion(field, "neq", null);
}

/** A comparison of the value with a finite number. */
export function valueIs(operand: SearchOperand, value: number): SearchQuery {
  if (!Number.isFinite(value)) {
    throw new AccConfigError(`search cannot compare with ${value}`, { cure: "give a finite number" });
  }
  return criterion("value", operand, value);
}

/**
 * A comparison of an instant with a whole second.
 *
 * @param epochMs milliseconds since the epoch
 * @throws AccConfigError for a part of a second, or a year that is not 1 to 9999: search would silently find nothing
 */
export function instantIs(
  field: "time_period_start" | "time_period_end",
  operand: SearchOperand,
  epochMs: number,
): SearchQuery {
  return criterion(field, operand, searchInstant(epochMs));
}

/** An instant in the one form that search reads as a date. */
function searchInstant(epochMs: number): string {
  const date = new Date(epochMs);
  const year = date.getUTCFullYear();
  if (!(epochMs % 1000 === 0 && year >= 1 && year <= 9999)) {
    throw new AccConfigError(
      `search compares instants by whole seconds of the years 1 to 9999, not ${epochMs} ms`,
      {
        cure: "round to seconds",
      },
    );
  }
  return `${date.toISOString().slice(0, 19)}Z`;
}

function criterion(
  field: SearchField,
  operand: SearchOperand,
  values: SearchCriterion["values"],
): SearchQuery {
  return { type: "query", field, operand, values };
}

function join(operator: SearchFilter["operator"], criteria: readonly SearchQuery[]): SearchQuery {
  const [only] = criteria;
  if (only === undefined) {
    throw new AccConfigError(`${operator} of nothing`, { cure: "give at least one criterion" });
  }
  return criteria.length === 1 ? only : { type: "filter", operator, criteria };
}
