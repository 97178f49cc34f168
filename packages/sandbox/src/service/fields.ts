import { type JsonObject, readObject } from "./json-body.ts";
import { decimalText, isRawNumber } from "./raw-number.ts";
import { brokenDetails, wrongKind } from "./refusal.ts";

/** How a field of a body is read: `text` takes numbers and booleans as text, `number` and `decimal` take numeric text. */
export type FieldKind = "text" | "number" | "decimal" | "texts";

/** A body whose fields have been read: what was absent or null is `undefined`. */
export interface Fields {
  /** A text; `""` stays `""`. */
  text(name: string): string | undefined;
  /** A number; `""` is told as `undefined`. */
  number(name: string): number | undefined;
  /** How a number was written, with its scale; `undefined` where the service writes it otherwise. */
  decimal(name: string): string | undefined;
  texts(name: string): readonly string[] | undefined;
}

/**
 * Reads the fields of a body by their kinds. This comes before the access rules: an object where a text is due is an
 * empty 400, and text where a number is due a 500, even for a caller who may not call.
 *
 * @param text what the body was read from
 */
export function readFields(
  body: JsonObject,
  kinds: Readonly<Record<string, FieldKind>>,
  text: string,
): Fields {
  const texts = new Map<string, string>();
  const numbers = new Map<string, number>();
  const decimals = new Map<string, string | undefined>();
  const lists = new Map<string, readonly string[]>();
  for (const [name, kind] of Object.entries(kinds)) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    if (kind === "text")
      texts.set(name, typeof value === "number" ? numberSource(text, name, value) : asText(value));
    else if (kind === "texts") lists.set(name, asTexts(value));
    else {
      const number = asNumber(value);
      if (number === undefined) continue;
      numbers.set(name, number);
      if (kind === "decimal" && !Number.isFinite(number)) throw brokenDetails("a decimal was due");
      if (kind === "decimal") decimals.set(name, decimalText(numberSource(text, name, value)));
    }
  }
  return {
    text: (name) => texts.get(name),
    number: (name) => numbers.get(name),
    decimal: (name) => decimals.get(name),
    texts: (name) => lists.get(name),
  };
}

function asText(value: unknown): string {
  if (typeof value === "object") throw wrongKind();
  return String(value);
}

function asTexts(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw wrongKind();
  return value.map(asText);
}

/** How a number, or the text in its place, was written. */
function numberSource(text: string, name: string, value: unknown): string {
  if (typeof value === "string") return value;
  const raw = readObject(text, "raw")?.[name];
  return isRawNumber(raw) ? raw.rawJSON : String(value);
}

const NAMED = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["INF", Number.POSITIVE_INFINITY],
  ["+Infinity", Number.POSITIVE_INFINITY],
  ["+INF", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-INF", Number.NEGATIVE_INFINITY],
]);

function asNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string") throw wrongKind();
  const text = value.trim();
  if (text === "") return undefined;
  const named = NAMED.get(text);
  if (named !== undefined) return named;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) throw brokenDetails("a number was due");
  return Number(text);
}
