import { AccConfigError, parseDay, parseInstant } from "@argo-acc/core";

import type { InstantField } from "./search-fields.ts";
import { comparison, type SearchOperand, type SearchQuery } from "./search-query.ts";

const FIRST = Date.parse("0001-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59Z");

/**
 * A comparison of an instant with a whole second. `eq` finds only what was written without a fraction.
 *
 * @param when milliseconds since the epoch, or a text: an instant with a zone, or a day (`yyyy-mm-dd`, its 00:00 UTC)
 * @throws AccConfigError for what is no instant, has a part of a second, or lies outside the years 1 to 9999: search
 *   would find nothing and not say so
 */
export function instantIs<Field extends InstantField>(
  field: Field,
  operand: Exclude<SearchOperand, "neq">,
  when: number | string,
): SearchQuery<Field> {
  const epochMs = typeof when === "string" ? wholeSecond(when) : when;
  if (epochMs !== undefined && epochMs % 1000 === 0 && epochMs >= FIRST && epochMs <= LAST) {
    return comparison(field, operand, `${new Date(epochMs).toISOString().slice(0, 19)}Z`);
  }
  const given = typeof when === "string" ? JSON.stringify(when) : `${when} ms`;
  throw new AccConfigError(
    `search compares instants by whole seconds of the years 1 to 9999: ${field} cannot be compared with ${given}`,
    { cure: "write yyyy-mm-ddThh:mm:ssZ or yyyy-mm-dd, or milliseconds rounded to seconds" },
  );
}

/**
 * Reads an instant with a zone, or a day.
 *
 * @returns milliseconds since the epoch; `undefined` for anything else, and for a part of a second
 */
export function wholeSecond(text: string): number | undefined {
  const instant = parseInstant(text);
  const epochMs = parseDay(text) ?? instant?.epochMs;
  return epochMs !== undefined && epochMs % 1000 === 0 && (instant?.nanos ?? 0) === 0 ? epochMs : undefined;
}
