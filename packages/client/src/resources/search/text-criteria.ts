import { AccConfigError } from "@argo-acc/core";

import type { OptionalField, TextField } from "./search-fields.ts";
import { allOf, comparison, type SearchQuery } from "./search-query.ts";

/** Search takes any text of this form for a date, whatever the field. */
const LIKE_A_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/**
 * Whether search can compare a field with a text. One of the form `2024-01-31T23:59:59Z` it takes for a date, and finds
 * nothing; one that is not well-formed Unicode does not arrive as it is.
 */
export function isSearchableText(text: string): boolean {
  return !LIKE_A_DATE.test(text) && text.isWellFormed();
}

/**
 * A field that is exactly this text, case and all. Sent as a range of one text: what the service calls `eq` is a regular
 * expression.
 *
 * @throws AccConfigError for a text that search cannot compare, see {@link isSearchableText}
 */
export function textIs<Field extends TextField>(field: Field, text: string): SearchQuery<Field> {
  return allOf(textFrom(field, text), textUntil(field, text));
}

/**
 * A field that is not exactly this text, or is absent.
 *
 * @throws AccConfigError for a text that search cannot compare
 */
export function textIsNot<Field extends TextField>(field: Field, text: string): SearchQuery<Field> {
  return comparison(field, "neq", searchable(field, text));
}

/**
 * A field from a text on (`gte`). Texts are compared by code point, so capitals come before small letters.
 *
 * @throws AccConfigError for a text that search cannot compare
 */
export function textFrom<Field extends TextField>(field: Field, text: string): SearchQuery<Field> {
  return comparison(field, "gte", searchable(field, text));
}

/**
 * A field after a text (`gt`), by code point.
 *
 * @throws AccConfigError for a text that search cannot compare
 */
export function textAfter<Field extends TextField>(field: Field, text: string): SearchQuery<Field> {
  return comparison(field, "gt", searchable(field, text));
}

/**
 * A field up to a text (`lte`), by code point.
 *
 * @throws AccConfigError for a text that search cannot compare
 */
export function textUntil<Field extends TextField>(field: Field, text: string): SearchQuery<Field> {
  return comparison(field, "lte", searchable(field, text));
}

/**
 * A field before a text (`lt`), by code point.
 *
 * @throws AccConfigError for a text that search cannot compare
 */
export function textBefore<Field extends TextField>(field: Field, text: string): SearchQuery<Field> {
  return comparison(field, "lt", searchable(field, text));
}

/**
 * A field that a regular expression of the service matches: the whole text, not a part of it, and without regard to
 * case. `"inst"` does not find `inst-1`, `"inst-.*"` finds `INST-1`. A broken expression is answered 500, which is
 * tried several times. For a text as it is use {@link textIs}.
 *
 * @throws AccConfigError for a pattern that search would take for a date
 */
export function textMatches<Field extends TextField>(field: Field, pattern: string): SearchQuery<Field> {
  return comparison(field, "eq", searchable(field, pattern));
}

/** A field that was written without a text. */
export function isAbsent<Field extends OptionalField>(field: Field): SearchQuery<Field> {
  return comparison(field, "eq", null);
}

/** A field that was written with a text, even an empty one. */
export function isPresent<Field extends OptionalField>(field: Field): SearchQuery<Field> {
  return comparison(field, "neq", null);
}

function searchable(field: string, text: string): string {
  if (typeof text === "string" && isSearchableText(text)) return text;
  const why = LIKE_A_DATE.test(text) ? "the service takes it for a date" : "it is no well-formed text";
  throw new AccConfigError(`search cannot compare ${field} with ${JSON.stringify(text)}: ${why}`, {
    cure: "search by other fields, and compare this one in what is found",
  });
}
