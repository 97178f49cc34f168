import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { AccConfigError } from "@argo-acc/core";
import { CsvError, parse } from "csv-parse";

import type { BadLines } from "./bad-lines.ts";
import { describeUnknownField, type Field, isField, type RawEntry, REQUIRED_FIELDS } from "./fields.ts";

/** An unclosed quote swallows the rest of a file: what grows beyond this is no record. */
const MAX_RECORD_SIZE = 10_000_000;

/**
 * Reads CSV whose first line names the fields. An empty cell is an absent field.
 *
 * @param onRecord called for each record with the line it begins on
 * @throws AccConfigError if the header has unknown, repeated or missing fields
 */
export async function readCsv(
  text: AsyncIterable<string>,
  source: string,
  bad: BadLines,
  onRecord: (raw: RawEntry, line: number) => void,
): Promise<void> {
  let header: readonly Field[] | undefined;
  let countedTwice = 0; // the parser counts CRLF inside quotes as two lines
  // Records are taken as they are parsed: handing each one through a stream takes several times as long.
  const parser = parse({
    // Each line ends as it ends; left to itself, the parser takes the first line's end for every line's.
    record_delimiter: ["\r\n", "\n", "\r"],
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: MAX_RECORD_SIZE,
    on_record: (cells: string[], { lines }) => {
      if (header === undefined) {
        header = readHeader(cells, source);
        return null;
      }
      const broken = cells.filter((cell) => cell.includes("\n") || cell.includes("\r"));
      const line = lines - countIn(broken, /[\r\n]/g) - countedTwice;
      countedTwice += countIn(broken, /\r\n/g);
      if (cells.length === header.length) onRecord(toRaw(header, cells), line);
      else bad.add(line, `${cells.length} cells, where the header has ${header.length}`);
      return null;
    },
  });
  parser.resume();
  try {
    await pipeline(Readable.from(text), parser);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    bad.add(Number(error["lines"] ?? 0), `not valid CSV: ${error.message}`);
  }
  if (header === undefined) {
    bad.throwIfAny(source);
    throw new AccConfigError(`${source} is empty: it has no header`, {
      cure: `begin with a line ${REQUIRED_FIELDS.join(",")}`,
    });
  }
}

function readHeader(cells: readonly string[], source: string): Field[] {
  const names = cells.map((cell) => cell.trim());
  const [only = ""] = names;
  if (names.length === 1 && /[;\t]/.test(only)) {
    throw badHeader(source, "its header has no commas", "separate the cells with commas");
  }
  const cure = `name the columns ${REQUIRED_FIELDS.join(",")} and, if you like, group_id,user_id`;
  const unknown = names.filter((name) => !isField(name));
  if (unknown.length > 0) throw badHeader(source, unknown.map(describeUnknownField).join(", "), cure);
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) throw badHeader(source, `column ${repeated} comes twice`, cure);
  const missing = REQUIRED_FIELDS.filter((field) => !names.includes(field));
  if (missing.length > 0) throw badHeader(source, `missing ${missing.join(", ")}`, cure);
  return names.filter((name) => isField(name));
}

function badHeader(source: string, problem: string, cure: string): AccConfigError {
  return new AccConfigError(`${source}: ${problem}`, { cure });
}

function toRaw(header: readonly Field[], cells: readonly string[]): RawEntry {
  const raw: RawEntry = {};
  for (const [index, field] of header.entries()) {
    const cell = cells[index] ?? "";
    if (field !== "group_id" && field !== "user_id") raw[field] = cell.trim();
    else if (cell !== "") raw[field] = cell;
  }
  return raw;
}

function countIn(cells: readonly string[], pattern: RegExp): number {
  return cells.reduce((count, cell) => count + (cell.match(pattern)?.length ?? 0), 0);
}
