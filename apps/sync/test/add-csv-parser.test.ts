import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";

import { CsvError, CsvParser } from "../src/add/csv-parser.ts";

/** The records of a text that comes in pieces of this size; `undefined`: it is no CSV. */
function read(text: string, size = Math.max(text.length, 1)): unknown[] | undefined {
  const records: unknown[] = [];
  const parser = new CsvParser((cells, line) => records.push([line, ...cells]));
  try {
    for (let at = 0; at < text.length; at += size) parser.push(text.slice(at, at + size));
    parser.end();
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
  return records;
}

/** The same by another parser, which is told how lines end, and does not tell where records begin. */
function readByLibrary(text: string, lineEnd: string): unknown[] | undefined {
  try {
    return parse(text, { skip_empty_lines: true, relax_column_count: true, record_delimiter: lineEnd });
  } catch {
    return undefined;
  }
}

test.each([
  [
    "LF",
    "a,b\nc,d\n",
    [
      [1, "a", "b"],
      [2, "c", "d"],
    ],
  ],
  [
    "CRLF",
    "a,b\r\nc,d\r\n",
    [
      [1, "a", "b"],
      [2, "c", "d"],
    ],
  ],
  [
    "CR",
    "a,b\rc,d\r",
    [
      [1, "a", "b"],
      [2, "c", "d"],
    ],
  ],
  [
    "LF, then CRLF",
    "a,b\nc,d\r\n",
    [
      [1, "a", "b"],
      [2, "c", "d"],
    ],
  ],
  [
    "CRLF, then LF",
    "a,b\r\nc,d\n",
    [
      [1, "a", "b"],
      [2, "c", "d"],
    ],
  ],
  [
    "nothing at the end",
    "a,b\nc,d",
    [
      [1, "a", "b"],
      [2, "c", "d"],
    ],
  ],
  ["an empty last cell", "a,", [[1, "a", ""]]],
  [
    "empty lines",
    "\n\r\na\n\n\nb",
    [
      [3, "a"],
      [6, "b"],
    ],
  ],
  [
    "line ends in quotes",
    '"a\r\nb\nc",d\n"",e',
    [
      [1, "a\r\nb\nc", "d"],
      [4, "", "e"],
    ],
  ],
  ["quotes in quotes", '"""",""""""', [[1, '"', '""']]],
])("reads %s", (_, text, records) => {
  for (const size of [1, 2, 3, 100]) expect(read(text, size)).toEqual(records);
});

test.each([
  ['a\nb"c\n', 2, "cell 1 is quoted in part"],
  ['a,"b" \n', 1, "cell 2 is quoted in part"],
  ['a\n"b\nc', 2, "a quote is not closed"],
])("%j is no CSV", (text, line, reason) => {
  const parser = new CsvParser(() => {});
  let error: unknown;
  try {
    parser.push(text);
    parser.end();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ line, message: expect.stringContaining(reason) });
});

test("what goes on without an end is given up", () => {
  const parser = new CsvParser(() => {});
  parser.push('"');
  expect(() => {
    for (let piece = 0; piece < 200; piece++) parser.push("x".repeat(65_536));
  }).toThrow("longer than 10000000 characters: is a quote not closed?");
});

test("reads every text as another parser does, in whatever pieces it comes", () => {
  const token = fc.constantFrom("a", "b", ",", '"', '""', "END", "x,y", '"q,END""z"', "é", "\u{1F600}");
  const texts = fc.tuple(fc.array(token, { maxLength: 14 }), fc.constantFrom("\n", "\r\n"));
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 5 }), ([tokens, lineEnd], size) => {
      const text = tokens.join("").replaceAll("END", lineEnd);
      const records = read(text);
      expect(read(text, size)).toEqual(records);
      expect(records?.map((record) => (Array.isArray(record) ? record.slice(1) : record))).toEqual(
        readByLibrary(text, lineEnd),
      );
    }),
    { numRuns: 2000 },
  );
});
