import { parseRaw } from "./raw-number.ts";
import { brokenInside, wrongKind } from "./refusal.ts";

/** What a body can be once it is read: an object, or nothing (empty, or `null`). */
export type JsonObject = Readonly<Record<string, unknown>>;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The text of a body; a byte order mark at its beginning is dropped. Bytes that are no UTF-8 end in a 500. */
export function bodyText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw brokenInside("The body cannot be read as UTF-8.");
  }
}

/**
 * Reads a body as the service does: only the first value counts, whatever follows it. Malformed text is a 500, a
 * value that is no object an empty 400, no value at all `undefined`.
 *
 * @param numbers `raw` keeps them as they were written
 */
export function readObject(text: string, numbers: "read" | "raw" = "read"): JsonObject | undefined {
  const value = readFirstValue(text, numbers === "raw" ? parseRaw : JSON.parse);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) throw wrongKind();
  return { ...value };
}

/** The first JSON value of a text; `undefined` for an empty text. */
function readFirstValue(text: string, read: (text: string) => unknown = JSON.parse): unknown {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (trimmed === "[") return []; // the service looks no further than the bracket
  try {
    return read(trimmed);
  } catch {
    return parse(trimmed.slice(0, endOfValue(trimmed)), read);
  }
}

/** Reads JSON in which lists and objects may end in a comma. */
export function readLax(text: string): unknown {
  try {
    return readFirstValue(text);
  } catch (error) {
    const strict = text.replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, "$1");
    if (strict === text) throw error;
    return readFirstValue(strict);
  }
}

function parse(text: string, read: (text: string) => unknown): unknown {
  try {
    return read(text);
  } catch {
    throw brokenInside("The body is not valid JSON.");
  }
}

/** Where the object or array at the beginning of a text ends. */
function endOfValue(text: string): number {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (inText) {
      if (sign === "\\") at++;
      else if (sign === '"') inText = false;
    } else if (sign === '"') inText = true;
    else if (sign === "{" || sign === "[") depth++;
    else if ((sign === "}" || sign === "]") && --depth === 0) return at + 1;
  }
  return text.length;
}
