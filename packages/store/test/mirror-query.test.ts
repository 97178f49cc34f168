import { statSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { AccStoreError, openMirror, startRun } from "../src/mirror/index.ts";
import { metricId, metricItem } from "./mirror-support/metric-items.ts";
import { storeWindow, testMirror } from "./mirror-support/test-mirror.ts";

describe("Mirror.query", () => {
  it("gives columns and rows, with values for question marks", () => {
    using test = testMirror();
    storeWindow(test.mirror, [
      metricItem({ id: metricId(1), value: 3 }),
      metricItem({ id: metricId(2), value: 4 }),
    ]);
    const { columns, rows } = test.mirror.query("SELECT id, value FROM metrics WHERE value > ?", [3]);
    expect(columns).toEqual(["id", "value"]);
    expect([...rows]).toEqual([[metricId(2), 4]]);
  });

  it.each([
    ["DELETE FROM metric", "a delete"],
    ["DELETE FROM metric RETURNING id", "a delete that returns rows"],
    ["CREATE TABLE x (y)", "a new table"],
    ["PRAGMA journal_mode = DELETE", "another journal"],
    ["ATTACH 'other.db' AS other", "another file"],
    ["VACUUM INTO 'copy.db'", "a copy"],
    ["BEGIN", "a transaction"],
    ["SELECT 1; SELECT 2", "two statements"],
    ["SELECT", "no statement at all"],
    ["SELECT nonsense FROM metrics", "an unknown column"],
    ["SELECT ?", "a value that was not given"],
    ["", "nothing"],
  ])("refuses %s", (sql) => {
    using test = testMirror();
    const run = () => [...test.mirror.query(sql).rows];
    expect(run).toThrow(AccStoreError);
    expect(run).toThrow(`query on ${test.path}: `);
    expect(codeOf(run)).toBe("store_query");
    expect(
      statSync("other.db", { throwIfNoEntry: false }) ?? statSync("copy.db", { throwIfNoEntry: false }),
    ).toBe(undefined);
  });

  it("does not change a mirror that is open for writing", () => {
    using test = testMirror();
    storeWindow(test.mirror, [metricItem({ id: metricId(1) })]);
    expect(() => [...test.mirror.query("DELETE FROM metric RETURNING 1").rows]).toThrow(AccStoreError);
    expect([...test.mirror.query("SELECT count(*) FROM metrics").rows]).toEqual([[1]]);
  });

  it("reads what was committed while a pull writes", () => {
    using test = testMirror();
    using reader = openMirror(test.path, { readonly: true });
    storeWindow(test.mirror, [metricItem({ id: metricId(1) })]);
    const rows = reader.query("SELECT id FROM metrics").rows;
    expect(rows.next().value).toEqual([metricId(1)]);
    storeWindow(test.mirror, [metricItem({ id: metricId(1) }), metricItem({ id: metricId(2) })]);
    expect(rows.next().done).toBe(true);
    expect([...reader.query("SELECT count(*) FROM metrics").rows]).toEqual([[2]]);
  });

  it("is for readers too: a mirror that is only read cannot be written", () => {
    using test = testMirror();
    using reader = openMirror(test.path, { readonly: true });
    expect(codeOf(() => [...reader.query("DELETE FROM metric RETURNING 1").rows])).toBe("store_query");
    expect(codeOf(() => startRun(reader, 0))).toBe("store_readonly");
  });
});

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof AccStoreError ? error.code : undefined;
  }
}

describe("Mirror.status", () => {
  it("says of a new mirror that it is empty and not complete", () => {
    using test = testMirror();
    expect(test.mirror.status()).toMatchObject({
      path: test.path,
      endpoint: "https://api.example.org/accounting-system",
      metrics: 0,
      projects: 0,
      complete: false,
      read_at: null,
      agreed_at: null,
      grants: [],
      last_run: null,
    });
  });
});
