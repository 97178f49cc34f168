import * as v from "valibot";

import { isInstantText } from "../instant.ts";

/** An instant: ISO 8601 text in UTC, as the service prints it. */
export const instantSchema = v.pipe(v.string(), v.check(isInstantText));

/** A text that may be null, and that older or poorer shapes leave out. */
export const optionalText = v.exactOptional(v.nullable(v.string()));

const NON_FINITE = new Set<unknown>(["NaN", "Infinity", "-Infinity"]);

/** A double. JSON has no text for the non-finite ones, so the service writes `"NaN"`, `"Infinity"` and `"-Infinity"`. */
export const valueSchema = v.pipe(
  v.custom<number | string>((input) => typeof input === "number" || NON_FINITE.has(input), "a number"),
  v.transform(Number),
);

/** A value as the service writes it: finite numbers as they are, the others as text. The inverse of the reading. */
export function valueToWire(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
