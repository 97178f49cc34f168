import { AccConfigError } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { BadLinesError, readEntries, type ReadEntriesOptions } from "../src/add/index.ts";

const HEADER =
  "installation_id,metric_definition_id,time_period_start,time_period_end,value,group_id,user_id";
const INSTALLATION = "65d1f0a0c3a5b20000000001";
const DEFINITION = "65d1f0a0c3a5b200000000aa";
const LINE = `${INSTALLATION},${DEFINITION},2024-01-01T00:00:00Z,2024-02-01T00:00:00Z,12.5`;
const OBJECT = {
  installation_id: INSTALLATION,
  metric_definition_id: DEFINITION,
  time_period_start: "2024-01-01T00:00:00Z",
  time_period_end: "2024-02-01T00:00:00Z",
  value: 12.5,
};

const options: ReadEntriesOptions = { source: "in.csv", now: () => Date.parse("2024-06-01T00:00:00Z") };
const jsonLines: ReadEntriesOptions = { ...options, source: "in.jsonl" };

async function badLinesOf(text: string, how = options): Promise<BadLinesError> {
  const error: unknown = await readEntries(text, how).catch((thrown: unknown) => thrown);
  if (error instanceof BadLinesError) return error;
  throw new Error("expected bad lines", { cause: error });
}

async function* bytes(text: string, size: number): AsyncGenerator<Uint8Array> {
  const all = new TextEncoder().encode(text);
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}

async function* latin1(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${HEADER}\n${LINE},gr\u00F6\u00DFe,\n`, "latin1");
}

test("reads CSV with a byte order mark, quotes, CRLF and columns in any order", async () => {
  const text =
    "\uFEFFvalue,user_id,group_id,time_period_end,time_period_start,metric_definition_id,installation_id\r\n" +
    `" 1.5e3 ",,"a, ""b""",2024-02-01T00:00:00.123456Z,2024-01-01T02:00:00+02:00,${DEFINITION},${INSTALLATION}\r\n`;
  expect(await readEntries(text, options)).toEqual({
    entries: [
      {
        installation_id: INSTALLATION,
        metric_definition_id: DEFINITION,
        time_period_start: "2024-01-01T00:00:00Z",
        time_period_end: "2024-02-01T00:00:00.123Z",
        value: 1500,
        group_id: 'a, "b"',
        source: "in.csv",
        line: 2,
      },
    ],
    notes: [],
  });
});

test("a header that ends in LF and lines that end in CRLF leave nothing behind in the last cell", async () => {
  const { entries } = await readEntries(`${HEADER}\n${LINE},,bob\r\n${LINE},,eve\r\n`, options);
  expect(entries.map(({ user_id, line }) => [user_id, line])).toEqual([
    ["bob", 2],
    ["eve", 3],
  ]);
});

test("reads JSON lines: numbers, numeric text, an empty group, null for none", async () => {
  const text = `${JSON.stringify({ ...OBJECT, group_id: "", user_id: null })}\n\n${JSON.stringify({ ...OBJECT, value: "-3" })}`;
  const { entries } = await readEntries(text, jsonLines);
  expect(entries).toEqual([
    { ...OBJECT, group_id: "", source: "in.jsonl", line: 1 },
    { ...OBJECT, value: -3, source: "in.jsonl", line: 3 },
  ]);
});

test("a text cut anywhere, even inside a character, reads the same", async () => {
  const text = `\uFEFF${HEADER}\n${LINE},größe,\n${LINE},"zwei\nZeilen",é\n`;
  const whole = await readEntries(text, options);
  expect(whole.entries.map(({ line }) => line)).toEqual([2, 3]);
  for (const size of [1, 2, 3, 7]) expect(await readEntries(bytes(text, size), options)).toEqual(whole);
});

test.each([
  ["standard input", `${HEADER}\n${LINE},,`],
  ["standard input", `\uFEFF\n ${JSON.stringify(OBJECT)}`],
  ["queue.NDJSON", JSON.stringify(OBJECT)],
  ["queue.json", JSON.stringify(OBJECT)],
])("tells the format of %s", async (source, text) => {
  const { entries } = await readEntries(text, { ...options, source });
  expect(entries).toHaveLength(1);
});

describe("a wrong header refuses the whole file:", () => {
  test.each([
    [`${HEADER},unit\n`, 'unknown field "unit"'],
    [`installation,${HEADER}\n`, 'unknown field "installation" (did you mean installation_id?)'],
    [`timePeriodStart\n`, "did you mean time_period_start?"],
    [`vlaue\n`, "did you mean value?"],
    [`${HEADER},value\n`, "column value comes twice"],
    ["installation_id,value\n", "missing metric_definition_id, time_period_start, time_period_end"],
    [HEADER.replaceAll(",", ";"), "its header has no commas"],
    ["", "in.csv is empty: it has no header"],
    ["\n\n", "in.csv is empty: it has no header"],
  ])("%j", async (text, message) => {
    const reading = readEntries(text, options);
    await expect(reading).rejects.toThrow(AccConfigError);
    await expect(reading).rejects.toThrow(message);
  });
});

describe("a bad line of CSV is named with its number and reason:", () => {
  test.each([
    [LINE.replace("12.5", "1,5"), "6 cells, where the header has 5"],
    [LINE.replace("12.5", '"1,5"'), 'value "1,5" is not a number: write 1.5'],
    [LINE.replace("12.5", "NaN"), 'value "NaN" is not a number'],
    [LINE.replace("12.5", "0x10"), 'value "0x10" is not a number'],
    [LINE.replace("12.5", ""), "value is empty"],
    [LINE.replace("12.5", "1e400"), "value 1e400 is too large"],
    [LINE.replace(INSTALLATION, " "), "installation_id is empty"],
    [LINE.replace(DEFINITION, DEFINITION.toUpperCase()), `has upper-case letters: write ${DEFINITION}`],
    [LINE.replace("2024-02-01T00:00:00Z", "2024-02-01"), 'time_period_end "2024-02-01" is not an instant'],
    [LINE.replace("2024-02-01", "2024-06-02"), "time_period_end 2024-06-02T00:00:00Z is in the future"],
    [LINE.replace("2024-02-01", "2024-01-01"), "is not before time_period_end"],
    [`${LINE},`, "6 cells, where the header has 5"],
    [`"${LINE}`, "not valid CSV: "],
  ])("%s", async (line, reason) => {
    const header = HEADER.replace(",group_id,user_id", "");
    const { lines, count } = await badLinesOf(`${header}\n${LINE}\n${line}`);
    expect(count).toBe(1);
    expect(lines[0]?.line).toBe(3);
    expect(lines[0]?.reason).toContain(reason);
  });
});

describe("a bad line of JSON is named with its number and reason:", () => {
  test.each([
    ["{", "not JSON: "],
    ["7", "not an object"],
    ["[]", "an array: write one object a line"],
    [JSON.stringify({ ...OBJECT, usr_id: "x" }), 'unknown field "usr_id" (did you mean user_id?)'],
    [JSON.stringify({ ...OBJECT, value: null }), "value missing"],
    [JSON.stringify({ ...OBJECT, value: true }), "value true is not a number"],
    [JSON.stringify({ ...OBJECT, group_id: 7 }), "group_id 7 is not a text: put it in quotes"],
    [JSON.stringify(OBJECT).replace("12.5", "1e999"), "value Infinity is not a finite number"],
  ])("%s", async (line, reason) => {
    const { lines, count } = await badLinesOf(`${JSON.stringify(OBJECT)}\n\n${line}\n`, jsonLines);
    expect(count).toBe(1);
    expect(lines[0]?.line).toBe(3);
    expect(lines[0]?.reason).toContain(reason);
  });
});

test("of many bad lines the first 20 are shown, and all are counted", async () => {
  const error = await badLinesOf(`${HEADER}\n${`${LINE.replace("12.5", "x")},,\n`.repeat(1000)}`);
  expect(error.count).toBe(1000);
  expect(error.lines.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, index) => index + 2));
  expect(error.message).toMatch(/^in\.csv: 1000 bad lines, nothing was queued\n {2}line 2: /);
  expect(error.message).toMatch(/… and 980 more$/);
});

test("a line after a cell with a line break has its own number", async () => {
  const { lines } = await badLinesOf(`${HEADER}\n${LINE},"a\nb",\n\n${LINE.replace("12.5", "x")},,\n`);
  expect(lines[0]?.line).toBe(5);
});

test("ids that are known not to exist make bad lines; ids nobody can tell about make a note", async () => {
  const asked: string[] = [];
  const known = {
    hasInstallation(id: string) {
      asked.push(id);
      return id === INSTALLATION;
    },
    hasMetricDefinition: () => undefined,
  };
  const stranger = LINE.replace(INSTALLATION, "65d1f0a0c3a5b20000000009");
  const header = HEADER.replace(",group_id,user_id", "");
  const { lines } = await badLinesOf(`${header}\n${LINE}\n${stranger}\n${stranger}`, { ...options, known });
  expect(lines).toEqual([
    { line: 3, reason: "installation_id 65d1f0a0c3a5b20000000009: there is no such installation" },
    { line: 4, reason: "installation_id 65d1f0a0c3a5b20000000009: there is no such installation" },
  ]);
  expect(asked).toEqual([INSTALLATION, "65d1f0a0c3a5b20000000009"]);
  const { notes } = await readEntries(`${header}\n${LINE}`, { ...options, known });
  expect(notes).toEqual([
    `could not check that metric definition ${DEFINITION} exists: the service will tell when it is sent`,
  ]);
});

test("bytes that are no UTF-8 are refused", async () => {
  await expect(readEntries(latin1(), options)).rejects.toThrow("in.csv is not UTF-8 text");
});
