import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { metricId, metricItem } from "./mirror-support/metric-items.ts";
import { storeWindow, testMirror } from "./mirror-support/test-mirror.ts";

const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const ROWS = [...README.matchAll(/^\| `(\w+)` +\| ([\w, ]+?) +\|$/gm)].map(([, view = "", columns = ""]) => ({
  view,
  columns: columns.split(", "),
}));
const STATEMENTS = [...README.matchAll(/```sql\n([^`]+)```/g)].map(([, sql = ""]) => sql);

describe("the README of the mirror", () => {
  it.each(ROWS)("names the columns of $view", ({ view, columns }) => {
    using test = testMirror();
    expect(test.mirror.query(`SELECT * FROM ${view}`).columns).toEqual(columns);
  });

  it("names every view", () => {
    using test = testMirror();
    const views = test.mirror.database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'view'")
      .pluck()
      .all();
    expect(ROWS.map(({ view }) => view).toSorted()).toEqual(views.toSorted());
  });

  it.each(STATEMENTS.map((sql) => [sql.split("\n")[0], sql]))(
    "has a statement that runs: %s",
    (_title, sql = "") => {
      using test = testMirror();
      storeWindow(test.mirror, [metricItem({ id: metricId(1), value: 2.5 })]);
      expect(() => [...test.mirror.query(sql).rows]).not.toThrow();
    },
  );

  it("has a statement about months that finds them", () => {
    using test = testMirror();
    storeWindow(test.mirror, [
      metricItem({ id: metricId(1), value: 2.5 }),
      metricItem({ id: metricId(2), value: 1 }),
    ]);
    expect([...test.mirror.query(STATEMENTS[0] ?? "").rows]).toEqual([["2024-01", 3.5, 2]]);
  });
});
