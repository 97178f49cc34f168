import { comparePaths } from "@argo-acc/core";

import { pathOf, type StoredMetric } from "./metric-population.ts";

type Literal = { readonly date: number } | string | number | null;

/** Whether a metric matches a query, by the rules the service was observed to follow. Throws where it answers 500. */
export function matches(query: unknown, metric: StoredMetric): boolean {
  const { type, operator, criteria, field, operand, values } = asRecord(query);
  if (type === "filter") {
    if (!Array.isArray(criteria) || criteria.length === 0) throw new Error("empty criteria");
    return operator === "AND"
      ? criteria.every((part) => matches(part, metric))
      : criteria.some((part) => matches(part, metric));
  }
  if (type !== "query" || typeof field !== "string" || typeof operand !== "string")
    throw new Error("bad query");
  return compare(stored(metric, field), operand, literal(values));
}

function compare(value: Literal, operand: string, wanted: Literal): boolean {
  if (wanted === null) return operand === "eq" ? value === null : operand === "neq" && value !== null;
  if (operand === "eq" && typeof wanted === "string") {
    return typeof value === "string" && new RegExp(`^${wanted}$`, "i").test(value);
  }
  const order = ordered(value, wanted);
  switch (operand) {
    case "eq":
      return order === 0;
    case "neq":
      return order !== 0;
    case "lt":
      return order !== undefined && order < 0;
    case "lte":
      return order !== undefined && order <= 0;
    case "gt":
      return order !== undefined && order > 0;
    case "gte":
      return order !== undefined && order >= 0;
    default:
      throw new Error(`operand ${operand}`);
  }
}

/** Nothing is converted: values of different types are in no order, and NaN is in none with a number. */
function ordered(value: Literal, wanted: Literal): number | undefined {
  if (typeof value === "string" && typeof wanted === "string") return comparePaths(value, wanted);
  if (typeof value === "number" && typeof wanted === "number") {
    return Number.isNaN(value) ? undefined : value === wanted ? 0 : value < wanted ? -1 : 1;
  }
  if (isDate(value) && isDate(wanted)) return value.date - wanted.date;
  return undefined;
}

function stored(metric: StoredMetric, field: string): Literal {
  switch (field) {
    case "resource_id":
      return pathOf(metric);
    case "time_period_start":
      return { date: metric.start };
    case "project_id":
    case "installation_id":
    case "provider":
    case "metric_definition_id":
    case "value":
      return metric[field];
    case "group_id":
    case "user_id":
      return metric[field] ?? null;
    default:
      return null;
  }
}

function literal(values: unknown): Literal {
  if (values === null || typeof values === "number") return values;
  if (typeof values !== "string") throw new Error("values");
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(values) ? { date: Date.parse(values) } : values;
}

function isDate(value: Literal): value is { readonly date: number } {
  return typeof value === "object" && value !== null;
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new Error("not an object");
  return { ...value };
}
