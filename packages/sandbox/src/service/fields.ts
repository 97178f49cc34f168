import type { JsonObject } from "./json-body.ts";
import { brokenDetails, wrongKind } from "./refusal.ts";

/** How a field of a body is read: `text` takes numbers and booleans as text, `number` takes numeric text. */
export type FieldKind = "text" | "number" | "texts";

/** A body whose fields have been read: what was absent or null is `undefined`. */
export interface Fields {
  /** A text; `""` stays `""`. */
  text(name: string): string | undefined;
  /** A number; `""` is told as `undefined`. */
  number(name: string): number | undefined;
  texts(name: string): readonly string[] | undefined;
}

/**
 * Reads the fields of a body by their kinds. This comes before the access rules: an object where a text is due is an
 * empty 400, and text where a number is due a 500, even for a caller who may not call.
 */
export function readFields(body: JsonObject, kinds: Readonly<Record<string, FieldKind>>): Fields {
  const texts = new Map<string, string>();
  const numbers = new Map<string, number>();
  const lists = new Map<string, readonly string[]>();
  for (const [name, kind] of Object.entries(kinds)) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    if (kind === "text") texts.set(name, asText(value));
    else if (kind === "texts") lists.set(name, asTexts(value));
    else {
      const number = asNumber(value);
      if (number !== undefined) numbers.set(name, number);
    }
  }
  return {
    text: (name) => texts.get(name),
    number: (name) => numbers.get(name),
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
