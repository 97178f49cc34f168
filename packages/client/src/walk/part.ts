import { comparePaths, type MetricItem } from "@argo-acc/core";

import { valueIs } from "../resources/search/number-criteria.ts";
import { allOf, type SearchQuery } from "../resources/search/search-query.ts";
import {
  isAbsent,
  isPresent,
  isSearchableText,
  textAfter,
  textBefore,
  textFrom,
  textIs,
} from "../resources/search/text-criteria.ts";
import { edges } from "./box.ts";

/** A way to separate rows that start in the same second in one installation. */
export interface Dimension {
  readonly field: "metric_definition_id" | "group_id" | "user_id" | "value";
  readonly by: "presence" | "text" | "number";
}

/** One part of a window: what it adds to the window's query, and the ways it can still be cut. */
export interface Part {
  readonly criteria: readonly SearchQuery[];
  readonly left: readonly Dimension[];
}

/** The whole window. */
export const WHOLE: Part = {
  criteria: [],
  left: [
    { field: "metric_definition_id", by: "text" },
    { field: "group_id", by: "presence" },
    { field: "group_id", by: "text" },
    { field: "user_id", by: "presence" },
    { field: "user_id", by: "text" },
    { field: "value", by: "number" },
  ],
};

/** A part of a cut; one that holds a single value cannot be cut further by the same field. */
interface Piece {
  readonly criterion: SearchQuery;
  readonly remains: "range" | "present" | "single";
}

/**
 * Cuts a part where the rows that came differ; where they are all alike, apart from what may be unlike them.
 *
 * @param items the rows that came
 * @param parts how many parts are wanted
 * @returns `undefined` if nothing is left to cut by
 */
export function cutPart(part: Part, items: readonly MetricItem[], parts: number): Part[] | undefined {
  const differing = part.left.filter((dimension) => new Set(valuesOf(items, dimension)).size > 1);
  for (const dimension of [...differing, ...part.left]) {
    const pieces = piecesOf(dimension, items, parts);
    if (pieces.length === 0) continue;
    return pieces.map(({ criterion, remains }) => ({
      criteria: [...part.criteria, criterion],
      left: part.left.filter((other) => isLeft(other, dimension, remains)),
    }));
  }
  return undefined;
}

function isLeft(other: Dimension, cut: Dimension, remains: Piece["remains"]): boolean {
  if (other.field !== cut.field || remains === "range") return true;
  return remains === "present" && other.by !== "presence";
}

/** What a dimension sees of each row. */
function valuesOf(items: readonly MetricItem[], { field, by }: Dimension): (string | number | null)[] {
  const values = items.map((item) => item[field] ?? null);
  return by === "presence" ? values.map((value) => (value === null ? null : "")) : values;
}

function piecesOf(dimension: Dimension, items: readonly MetricItem[], parts: number): Piece[] {
  const values = valuesOf(items, dimension);
  switch (dimension.by) {
    case "presence":
      return presencePieces(dimension.field);
    case "text":
      return textPieces(dimension.field, values.filter(isUsableText).toSorted(comparePaths), parts);
    case "number":
      return numberPieces(
        values.filter(isFiniteNumber).toSorted((a, b) => a - b),
        parts,
      );
  }
}

function presencePieces(field: Dimension["field"]): Piece[] {
  if (field !== "group_id" && field !== "user_id") return [];
  return [
    { criterion: isAbsent(field), remains: "single" },
    { criterion: isPresent(field), remains: "present" },
  ];
}

function textPieces(field: Dimension["field"], sorted: readonly string[], parts: number): Piece[] {
  const [first] = sorted;
  if (first === undefined || field === "value") return [];
  return rangesOf<string>(sorted, parts, {
    from: (text) => textFrom(field, text),
    before: (text) => textBefore(field, text),
    after: (text) => textAfter(field, text),
    at: (text) => textIs(field, text),
  });
}

function numberPieces(sorted: readonly number[], parts: number): Piece[] {
  return rangesOf<number>(sorted, parts, {
    from: (value) => valueIs("gte", value),
    before: (value) => valueIs("lt", value),
    after: (value) => valueIs("gt", value),
    at: (value) => allOf(valueIs("gte", value), valueIs("lte", value)),
  });
}

/** How a field is compared with a value. */
interface Comparisons<T> {
  readonly from: (value: T) => SearchQuery;
  readonly before: (value: T) => SearchQuery;
  readonly after: (value: T) => SearchQuery;
  readonly at: (value: T) => SearchQuery;
}

/** Ranges that begin at evenly spaced rows; around the one value if there is no other. */
function rangesOf<T>(sorted: readonly T[], parts: number, is: Comparisons<T>): Piece[] {
  const [first] = sorted;
  if (first === undefined) return [];
  const cuts = new Set<T>();
  const second = sorted.find((value) => value !== first);
  if (second === undefined) {
    return [
      { criterion: is.before(first), remains: "range" },
      { criterion: is.at(first), remains: "single" },
      { criterion: is.after(first), remains: "range" },
    ];
  }
  for (let part = 1; part < parts; part++) {
    const value = sorted[Math.floor((sorted.length * part) / parts)];
    cuts.add(value === undefined || value === first ? second : value);
  }
  return edges<T>(null, [...cuts], null).map(([from, until]) => {
    const criteria = [
      ...(from === null ? [] : [is.from(from)]),
      ...(until === null ? [] : [is.before(until)]),
    ];
    return { criterion: allOf(...criteria), remains: "range" };
  });
}

function isUsableText(value: string | number | null): value is string {
  return typeof value === "string" && isSearchableText(value);
}

function isFiniteNumber(value: string | number | null): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
