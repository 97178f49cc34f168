import { expect, test } from "vitest";

import { readEntries } from "../src/add/index.ts";

const HEADER =
  "installation_id,metric_definition_id,time_period_start,time_period_end,value,group_id,user_id";
const LINE =
  "6638d51e1ba0a2e4b5b4a101,6638d51e1ba0a2e4b5b4a102,2024-01-01T00:00:00Z,2024-02-01T00:00:00Z,1.5";

/** The users of a CSV, and the lines its records begin on, when it comes in pieces of this size. */
async function usersAndLines(text: string, size: number): Promise<unknown[]> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  const { entries } = await readEntries(pieces(), { source: "november.csv", format: "csv" });
  return entries.map(({ user_id, line }) => [user_id, line]);
}

test.each([
  ["LF", ["\n", "\n", "\n"]],
  ["CRLF", ["\r\n", "\r\n", "\r\n"]],
  ["CR", ["\r", "\r", "\r"]],
  ["LF, then CRLF", ["\n", "\r\n", "\r\n"]],
  ["CRLF, then LF", ["\r\n", "\n", "\n"]],
  ["nothing after the last line", ["\n", "\n", ""]],
])("lines may end in %s", async (_, [first, second, third]) => {
  const text = `${HEADER}${first}${LINE},,bob${second}${LINE},"a ""b"", c",eve${third}`;
  for (const size of [1, 7, text.length]) {
    expect(await usersAndLines(text, size)).toEqual([
      ["bob", 2],
      ["eve", 3],
    ]);
  }
});

test.each(["\n", "\r\n", "\r"])(
  "%j inside quotes is part of the cell, and counts as one line",
  async (end) => {
    const text = [HEADER, `${LINE},,"two${end}lines"`, "", `${LINE},,eve`, ""].join(end);
    for (const size of [1, text.length]) {
      expect(await usersAndLines(text, size)).toEqual([
        [`two${end}lines`, 2],
        ["eve", 5],
      ]);
    }
  },
);

test("a quote that is not closed is an error, not a long wait", async () => {
  await expect(usersAndLines(`${HEADER}\n${LINE},,"bob\n`, 100)).rejects.toThrow("not valid CSV");
});
