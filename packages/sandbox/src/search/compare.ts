import { comparePaths } from "@argo-acc/core";

import { brokenInside } from "../service/refusal.ts";
import type { Literal, Operand } from "./parse-query.ts";

/** A value of a stored field; `undefined` = the field is absent or null. */
export type Stored =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "date"; readonly ms: number }
  /** A type that no literal has: the stored id. */
  | { readonly kind: "other" }
  | undefined;

/**
 * Makes the test of one comparison. There is no conversion: values of another type than the literal's equal nothing,
 * and are neither above nor below it. `eq` on text is a regular expression over the whole text, in any case.
 *
 * @throws Refusal 500 for a broken regular expression
 */
export function comparison(operand: Operand, literal: Literal): (stored: Stored) => boolean {
  switch (literal.kind) {
    case "missing":
      return () => false;
    case "other":
      return () => operand === "neq";
    case "null":
      return nullComparison(operand);
    case "text":
      return operand === "eq" ? matches(literal.text) : textComparison(operand, literal.text);
    case "number":
      return ordered(operand, (stored) =>
        stored?.kind === "number" ? stored.number - literal.number : undefined,
      );
    case "date":
      return ordered(operand, (stored) => (stored?.kind === "date" ? stored.ms - literal.ms : undefined));
  }
}

function nullComparison(operand: Operand): (stored: Stored) => boolean {
  if (operand === "neq") return (stored) => stored !== undefined;
  if (operand === "lt" || operand === "gt") return () => false;
  return (stored) => stored === undefined;
}

function textComparison(operand: Operand, text: string): (stored: Stored) => boolean {
  return ordered(operand, (stored) => (stored?.kind === "text" ? compareText(stored.text, text) : undefined));
}

/** @param distance above 0 when the stored value is greater; `undefined` when the types differ */
function ordered(
  operand: Operand,
  distance: (stored: Stored) => number | undefined,
): (stored: Stored) => boolean {
  const passes = ORDERS[operand];
  return (stored) => {
    const difference = distance(stored);
    return difference === undefined ? operand === "neq" : passes(difference);
  };
}

const ORDERS: Readonly<Record<Operand, (difference: number) => boolean>> = {
  eq: (difference) => difference === 0,
  neq: (difference) => difference !== 0,
  lt: (difference) => difference < 0,
  lte: (difference) => difference <= 0,
  gt: (difference) => difference > 0,
  gte: (difference) => difference >= 0,
};

/** By code point; JavaScript compares UTF-16 units, which differs only where there are surrogates. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  if (SURROGATE.test(a) || SURROGATE.test(b)) return comparePaths(a, b);
  return a < b ? -1 : 1;
}

const SURROGATE = /[\uD800-\uDFFF]/;

function matches(pattern: string): (stored: Stored) => boolean {
  // (?i) says what holds anyway, and is no expression here
  const source = pattern
    .replaceAll("(?i)", "")
    .replace(/\\Q([\s\S]*?)(?:\\E|$)/g, (_all, literal: string) =>
      literal.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
    );
  try {
    const regex = new RegExp(`(?:^)${source}$`, "is"); // the group lets a leading * repeat the anchor, as there
    return (stored) => stored?.kind === "text" && regex.test(stored.text);
  } catch {
    throw brokenInside("The value of a query is not a regular expression.");
  }
}
