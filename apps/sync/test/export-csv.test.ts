import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Cell } from "../src/export/cell.ts";
import { csvRow } from "../src/export/csv.ts";
import { inChunks } from "../src/export/in-chunks.ts";
import { jsonRows } from "../src/export/json-row.ts";

const oddText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", " ", "=", "ü", "日", "\u2028", "a") }),
);
const double = fc.oneof(
  fc.double(),
  fc.constantFrom(-0, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, 9_007_199_254_740_992),
);
const cell = fc.oneof(oddText, double, fc.constant(null));

/** A text that differs for any two cells that differ, but for null and the empty text, which CSV readers mix up. */
function textOf(value: Cell | undefined): string {
  return typeof value === "number" ? `number ${Object.is(value, -0) ? "-0" : value}` : `text ${value ?? ""}`;
}

/** What was read, as the type that was written. */
function asWritten(back: string, written: Cell | undefined): Cell {
  return typeof written === "number" ? Number(back) : back;
}

describe("a row of CSV", () => {
  it("reads back as the same texts and the same doubles", () => {
    const table = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((row) => csvRow(row)).join("");
        const read: string[][] = parse(text, { record_delimiter: "\r\n" });
        const texts = rows.map((row) => row.map((written) => textOf(written)));
        expect(
          read.map((row, index) => row.map((back, column) => textOf(asWritten(back, rows[index]?.[column])))),
        ).toEqual(texts);
      }),
    );
  });

  it.each<[readonly Cell[], string]>([
    [["a", null, "", "b"], 'a,,"",b\r\n'],
    [['say "no"', "a,b", "c\nd", "e\rf"], '"say ""no""","a,b","c\nd","e\rf"\r\n'],
    [[-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], "-0,NaN,Infinity,-Infinity\r\n"],
    [
      [1e7, 1e-7, 0.1 + 0.2, 12_345_678_901_234_567_890n],
      "10000000,1e-7,0.30000000000000004,12345678901234567890\r\n",
    ],
    [["=SUM(A1)", "+1", "@x"], "=SUM(A1),+1,@x\r\n"],
    [[new Uint8Array([1, 171])], "01ab\r\n"],
  ])("%# is written as it should be", (cells, expected) => {
    expect(csvRow(cells)).toBe(expected);
  });
});

describe("a row as a line of JSON", () => {
  it("keeps every double, and nulls", () => {
    const row = jsonRows(["a", "b", "c", "d", "e"])([-0, Number.NaN, 0.1 + 0.2, null, 'x"\n']);
    expect(row).toBe('{"a":-0.0,"b":"NaN","c":0.30000000000000004,"d":null,"e":"x\\"\\n"}\n');
  });

  it("holds what is JSON already as it is", () => {
    expect(jsonRows(["id", "extra"], new Set(["extra"]))(["1", '{"a":[1]}'])).toBe(
      '{"id":"1","extra":{"a":[1]}}\n',
    );
  });

  it("gives columns of one name names of their own", () => {
    expect(jsonRows(["id", "id", "id_2"])([1, 2, 3])).toBe('{"id":1,"id_2":2,"id_2_2":3}\n');
  });
});

describe("rows on their way to a file", () => {
  it("are collected into pieces of a quarter of a megabyte", () => {
    const line = "x".repeat(1023);
    const chunks = [...inChunks(Array.from({ length: 1000 }, () => `${line}\n`))];
    expect(chunks.map((chunk) => chunk.length)).toEqual([262_144, 262_144, 262_144, 237_568]);
  });

  it("make no piece where there is none", () => {
    expect([...inChunks([])]).toEqual([]);
  });
});
