import { comparison } from "./compare.ts";
import { parseQuery, type Query } from "./parse-query.ts";

/**
 * The searches other than that of metrics: the same grammar over text fields of objects in memory.
 *
 * @param textOf a field of an object; `undefined` when it has none
 * @throws Refusal 500 for a query that cannot be read
 */
export function objectSearch<T>(
  body: string,
  all: readonly T[],
  textOf: (item: T, field: string) => string | undefined,
): T[] {
  return all.filter(compile(parseQuery(body), textOf));
}

function compile<T>(
  query: Query,
  textOf: (item: T, field: string) => string | undefined,
): (item: T) => boolean {
  if (query.type === "compare") {
    const passes = comparison(query.operand, query.literal);
    return (item) => {
      const text = textOf(item, query.field);
      return passes(text === undefined ? undefined : { kind: "text", text });
    };
  }
  const parts = query.criteria.map((part) => compile(part, textOf));
  return query.type === "and"
    ? (item) => parts.every((passes) => passes(item))
    : (item) => parts.some((passes) => passes(item));
}
