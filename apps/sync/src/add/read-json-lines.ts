import type { BadLines } from "./bad-lines.ts";
import { describeUnknownField, isField, type RawEntry } from "./fields.ts";

/**
 * Reads JSON lines: one object a line, with the fields of an entry. Blank lines are skipped; null is absent.
 *
 * @param onRecord called for each object with its line
 */
export async function readJsonLines(
  text: AsyncIterable<string>,
  bad: BadLines,
  onRecord: (raw: RawEntry, line: number) => void,
): Promise<void> {
  let line = 0;
  for await (const content of linesOf(text)) {
    line += 1;
    if (content.trim() === "") continue;
    const raw = readLine(content);
    if (typeof raw === "string") bad.add(line, raw);
    else onRecord(raw, line);
  }
}

function readLine(content: string): RawEntry | string {
  let data: unknown;
  try {
    data = JSON.parse(content);
  } catch (error) {
    return `not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (Array.isArray(data)) return "an array: write one object a line, without brackets around them";
  if (typeof data !== "object" || data === null) return "not an object";
  const raw: RawEntry = {};
  const unknown: string[] = [];
  for (const [name, value] of Object.entries(data)) {
    if (!isField(name)) unknown.push(name);
    else if (value !== null) raw[name] = value;
  }
  return unknown.length === 0 ? raw : unknown.map(describeUnknownField).join(", ");
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let rest: string[] = [];
  for await (const piece of text) {
    let from = 0;
    for (let at = piece.indexOf("\n"); at !== -1; at = piece.indexOf("\n", from)) {
      yield rest.join("") + piece.slice(from, at);
      rest = [];
      from = at + 1;
    }
    rest.push(piece.slice(from));
  }
  yield rest.join("");
}
