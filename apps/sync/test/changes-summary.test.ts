import type { Change } from "@argo-acc/store/mirror";
import { describe, expect, it } from "vitest";

import { changeCells } from "../src/changes/change-cells.ts";
import { changeJson } from "../src/changes/change-json.ts";
import { summarizeChanges } from "../src/changes/summarize-changes.ts";

function* changes(count: number): Generator<Change, void, undefined> {
  for (let number = 0; number < count; number++) {
    const change = number % 1000 === 999 ? "gone" : "added";
    yield {
      entity: "metrics",
      change,
      id: String(number),
      row: { id: String(number), value: number },
      fields: {},
    };
  }
}

describe("a summary of changes", () => {
  it("counts all, and keeps a few: what went before what came", () => {
    const { total, counts, shown } = summarizeChanges(changes(100_000), { limit: 102 });
    expect(total).toBe(100_000);
    expect(counts).toEqual([["metrics", 99_900, null, 100, null]]);
    expect(shown.map(({ change }) => change)).toEqual([...Array<string>(100).fill("gone"), "added", "added"]);
  });

  it("can be stopped", () => {
    const signal = AbortSignal.abort(new Error("enough"));
    expect(() => summarizeChanges(changes(1), { limit: 1, signal })).toThrow("enough");
  });
});

const METRIC = {
  metric_name: "cpu",
  installation: null,
  installation_id: "I1",
  time_period_start: "2024-01-01T00:00:00Z",
};
const NAME = "cpu, I1, 2024-01-01T00:00:00Z";

describe("a change in rows", () => {
  it.each<[string, Change, readonly (readonly unknown[])[]]>([
    [
      "has one for each field that differs",
      {
        entity: "metrics",
        change: "changed",
        id: "m",
        row: { ...METRIC, value: 2 },
        fields: { value: { before: 1, after: 2 }, group_id: { before: null, after: "" } },
      },
      [
        ["metrics", "changed", "m", NAME, "value", 1, 2],
        ["metrics", "changed", "m", NAME, "group_id", null, ""],
      ],
    ],
    [
      "has the value of what came",
      { entity: "metrics", change: "added", id: "m", row: { ...METRIC, value: "NaN" }, fields: {} },
      [["metrics", "added", "m", NAME, "value", null, "NaN"]],
    ],
    [
      "has the value of what went",
      { entity: "metrics", change: "gone", id: "m", row: { ...METRIC, value: -0 }, fields: {} },
      [["metrics", "gone", "m", NAME, "value", -0, null]],
    ],
    [
      "has the value of what came back once, also where it differs",
      {
        entity: "metrics",
        change: "returned",
        id: "m",
        row: { ...METRIC, value: 3 },
        fields: { value: { before: 1, after: 3 } },
      },
      [["metrics", "returned", "m", NAME, "value", 1, 3]],
    ],
    [
      "is one where there is no value",
      { entity: "projects", change: "added", id: "p", row: { id: "p", acronym: "PRJ" }, fields: {} },
      [["projects", "added", "p", "PRJ", null, null, null]],
    ],
  ])("%s", (_what, change, rows) => {
    expect(changeCells(change)).toEqual(rows);
  });
});

describe("a change as JSON", () => {
  it("keeps −0 and what is not finite, and writes lists as lists", () => {
    const line = changeJson({
      entity: "projects",
      change: "changed",
      id: 'a"b',
      row: { id: 'a"b', value: -0, providers: "[1]", title: "[2]" },
      fields: { value: { before: "NaN", after: -0 }, providers: { before: null, after: "[1]" } },
    });
    expect(line).toBe(
      '{"entity":"projects","change":"changed","id":"a\\"b",' +
        '"fields":{"value":{"before":"NaN","after":-0.0},"providers":{"before":null,"after":[1]}},' +
        '"row":{"id":"a\\"b","value":-0.0,"providers":[1],"title":"[2]"}}\n',
    );
  });
});
