import { parseInstant } from "@argo-acc/core";

import { readLax } from "../service/json-body.ts";
import { brokenInside } from "../service/refusal.ts";

/** A literal of a query: text of exactly the form `yyyy-MM-ddTHH:mm:ssZ` is a date whatever the field. */
export type Literal =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "date"; readonly ms: number }
  | { readonly kind: "null" }
  /** `values` is missing: nothing matches, whatever the operand. */
  | { readonly kind: "missing" }
  /** A boolean, an array, an object: equal to nothing. */
  | { readonly kind: "other" };

export type Operand = "eq" | "neq" | "lt" | "lte" | "gt" | "gte";

/** A search: a comparison, or criteria joined by AND or OR. */
export type Query =
  | { readonly type: "compare"; readonly field: string; readonly operand: Operand; readonly literal: Literal }
  | { readonly type: "and" | "or"; readonly criteria: readonly Query[] };

const OPERANDS: readonly Operand[] = ["eq", "neq", "lt", "lte", "gt", "gte"];

/** Reads the body of a search. Whatever is wrong with it ends in a 500, as the service does. */
export function parseQuery(text: string): Query {
  const query = parsePart(readQueryJson(text), true);
  if (query === undefined) throw brokenInside("The query has no criteria.");
  return query;
}

/** The JSON of a search. One that is empty or cannot be read is refused without a message. */
export function readQueryJson(text: string): unknown {
  try {
    const body = readLax(text);
    if (body !== undefined) return body;
  } catch {
    // told below, as an empty body is
  }
  throw brokenInside("");
}

/** @returns `undefined` for an inner part of unknown type, which the service skips */
function parsePart(part: unknown, isOutermost: boolean): Query | undefined {
  if (typeof part !== "object" || part === null || Array.isArray(part)) {
    throw brokenInside("A query must be an object.");
  }
  const fields: Readonly<Record<string, unknown>> = { ...part };
  if (fields["type"] === "query") return parseComparison(fields);
  if (fields["type"] === "filter") return parseFilter(fields);
  if (isOutermost || fields["type"] === undefined) throw brokenInside("The type of a query is unknown.");
  return undefined;
}

function parseComparison(fields: Readonly<Record<string, unknown>>): Query {
  const { field, operand = "eq" } = fields;
  const known = OPERANDS.find((name) => name === String(operand).toLowerCase());
  if (typeof field !== "string") throw brokenInside("A query must name a field.");
  if (known === undefined) throw brokenInside("The operand of a query is unknown.");
  return { type: "compare", field, operand: known, literal: parseLiteral(fields["values"]) };
}

function parseFilter(fields: Readonly<Record<string, unknown>>): Query {
  const operator = String(fields["operator"]).toLowerCase();
  if (operator !== "and" && operator !== "or") throw brokenInside("The operator of a filter is unknown.");
  if (!Array.isArray(fields["criteria"])) throw brokenInside("A filter must have criteria.");
  const criteria = fields["criteria"]
    .map((part) => parsePart(part, false))
    .filter((part) => part !== undefined);
  if (criteria.length === 0) throw brokenInside("A filter must have criteria.");
  return { type: operator, criteria };
}

function parseLiteral(value: unknown): Literal {
  if (value === undefined) return { kind: "missing" };
  if (value === null) return { kind: "null" };
  if (typeof value === "number") return { kind: "number", number: value };
  if (typeof value !== "string") return { kind: "other" };
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)) return { kind: "text", text: value };
  const instant = parseInstant(value);
  if (instant === undefined) throw brokenInside(`${value} is not a date.`);
  return { kind: "date", ms: instant.epochMs };
}
