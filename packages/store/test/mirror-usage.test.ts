import type { Capacity, MetricItem } from "@argo-acc/core";
import { describe, expect, it, test } from "vitest";

import {
  ALL_TIME,
  capacityKind,
  findUncounted,
  type Mirror,
  readUsage,
  refreshRollup,
  roundingBound,
  storeEntities,
  type UsageWindow,
} from "../src/mirror/index.ts";
import { CPU, metricId, metricItem } from "./mirror-support/metric-items.ts";
import { storeWindow, testMirror } from "./mirror-support/test-mirror.ts";

const PROJECT = { kind: "project", project_id: "prj" } as const;

function over(
  n: number,
  value: number,
  start: string,
  end: string,
  more: Partial<MetricItem> = {},
): MetricItem {
  return metricItem({ id: metricId(n), value, time_period_start: start, time_period_end: end, ...more });
}

function capacity(n: number, value: number, registered_on: string): Capacity {
  return {
    id: metricId(n),
    installation_id: "I1",
    metric_definition_id: CPU.metric_definition_id,
    value,
    registered_on,
  };
}

/** The parts of the only pair, as `from … to: total of capacity`. */
function parts(mirror: Mirror, window: UsageWindow): string[] {
  const [usage, ...others] = readUsage(mirror, PROJECT, window);
  expect(others).toEqual([]);
  return (usage?.periods ?? []).map(
    ({ from, to, total, capacity: most }) =>
      `${from.slice(0, 10)} … ${to.slice(0, 10)}: ${total}${most === undefined ? "" : ` of ${most}`}`,
  );
}

/** One installation whose capacity changes twice, with metrics at every edge of its month. */
function january(mirror: Mirror): void {
  storeWindow(mirror, [
    over(1, 0.1, "2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"),
    over(2, 0.2, "2024-01-02T00:00:00Z", "2024-01-03T00:00:00Z"),
    over(3, 100, "2024-01-10T00:00:00Z", "2024-01-11T00:00:00Z"),
    over(4, 33.333333, "2024-01-20T00:00:00Z", "2024-01-21T00:00:00Z"),
    over(5, 7, "2024-01-31T00:00:00Z", "2024-02-01T00:00:00Z"),
    over(6, 1000, "2023-12-31T12:00:00Z", "2024-01-01T12:00:00Z"),
    over(7, 5000, "2024-01-31T12:00:00Z", "2024-02-01T00:00:01Z"),
  ]);
  storeEntities(mirror, 1, capacityKind, [
    capacity(1, 300, "2024-01-15T00:00:00Z"),
    capacity(2, 200.5, "2024-01-05T00:00:00Z"),
  ]);
}

describe.each([
  ["from the metrics", () => {}],
  ["from the kept sums", (mirror: Mirror) => void refreshRollup(mirror)],
])("usage, %s,", (_source, prepare) => {
  it.each([
    [
      { start: "2024-01-01", end: "2024-02-01" },
      [
        "2024-01-01 … 2024-01-05: 0.30000000000000004",
        "2024-01-05 … 2024-01-15: 100 of 200.5",
        "2024-01-15 … 2024-02-01: 40.333333 of 300",
      ],
    ],
    [
      { start: "2024-01-01", end: "2024-01-05" },
      ["2024-01-01 … 2024-01-05: 0.30000000000000004", "2024-01-05 … 2024-01-05: 0 of 200.5"],
    ],
    [{ start: "2024-01-06", end: "2024-01-12" }, ["2024-01-06 … 2024-01-12: 100 of 200.5"]],
    [{ start: "2024-01-05", end: "2024-01-15" }, ["2024-01-05 … 2024-01-15: 100 of 200.5"]],
    [{ start: "2024-01-16", end: "2024-02-02" }, ["2024-01-16 … 2024-02-02: 5040.333333 of 300"]],
    [{ start: "2024-01-07", end: "2024-01-07" }, ["2024-01-07 … 2024-01-07: 0 of 200.5"]],
    [
      { start: "2020-01-01", end: "2021-01-01" },
      ["2020-01-01 … 2021-01-01: 0", "2021-01-01 … 2021-01-01: 0 of 200.5"],
    ],
  ])("is cut and contained as the service does it: %j", (window, expected) => {
    using world = testMirror();
    january(world.mirror);
    prepare(world.mirror);
    expect(parts(world.mirror, window)).toEqual(expected);
  });

  it("counts a metric that goes across a change of capacity nowhere", () => {
    using world = testMirror();
    storeWindow(world.mirror, [over(1, 100, "2024-01-10T00:00:00Z", "2024-01-20T00:00:00Z")]);
    prepare(world.mirror);
    const window = { start: "2024-01-01", end: "2024-02-01" };
    expect(parts(world.mirror, window)).toEqual(["2024-01-01 … 2024-02-01: 100"]);
    storeEntities(world.mirror, 1, capacityKind, [
      capacity(1, 300, "2024-01-01T00:00:00Z"),
      capacity(2, 300, "2024-01-15T00:00:00Z"),
    ]);
    expect(parts(world.mirror, window)).toEqual([
      "2024-01-01 … 2024-01-15: 0 of 300",
      "2024-01-15 … 2024-02-01: 0 of 300",
    ]);
  });

  it.each([
    ["2024-01-31T23:59:59.999999Z", "2024-02-01T00:00:00Z", 1],
    ["2023-12-31T23:59:59.999999Z", "2024-01-02T00:00:00Z", 0],
    ["2024-01-01T00:00:00.000000001Z", "2024-01-02T00:00:00Z", 1],
    ["2024-01-02T00:00:00Z", "2024-02-01T00:00:00.000000001Z", 0],
    ["2024-01-02T00:00:00Z", "2024-02-01T00:00:00.001Z", 0],
    ["2024-01-02T00:00:00Z", "2024-01-31T23:59:59.999999999Z", 1],
  ])("knows what lies in January below the millisecond: %s to %s", (start, end, count) => {
    using world = testMirror();
    storeWindow(world.mirror, [over(1, 5, start, end)]);
    prepare(world.mirror);
    const [usage] = readUsage(world.mirror, PROJECT, { start: "2024-01-01", end: "2024-02-01" });
    expect(usage?.periods).toMatchObject([{ count, total: 5 * count, magnitude: 5 * count }]);
  });

  it.each([
    ["0001-01-01T00:00:00Z", "0001-01-02T00:00:00Z", 1],
    ["0000-12-31T23:59:59.999Z", "0001-01-02T00:00:00Z", 0],
    ["-0044-03-15T12:00:00Z", "-0044-03-16T12:00:00Z", 0],
    ["9999-12-30T00:00:00Z", "9999-12-31T00:00:00Z", 1],
    ["9999-12-30T00:00:00Z", "9999-12-31T00:00:00.001Z", 0],
    ["+10000-01-01T00:00:00Z", "+10000-01-02T00:00:00Z", 0],
  ])("names the definition but counts only what a report can be asked for: %s to %s", (start, end, count) => {
    using world = testMirror();
    storeWindow(world.mirror, [over(1, 5, start, end)]);
    prepare(world.mirror);
    expect(readUsage(world.mirror, PROJECT, ALL_TIME)).toMatchObject([
      { metric_definition_id: CPU.metric_definition_id, periods: [{ count, total: 5 * count }] },
    ]);
  });

  it.each([
    [[1, Number.NaN], Number.NaN, 1],
    [[1, Number.POSITIVE_INFINITY], Number.POSITIVE_INFINITY, 1],
    [[Number.NEGATIVE_INFINITY, -2], Number.NEGATIVE_INFINITY, 2],
    [[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], Number.NaN, 0],
    [[-0, -3], -3, 3],
  ])("adds up what is not finite: %j", (values, total, magnitude) => {
    using world = testMirror();
    storeWindow(
      world.mirror,
      values.map((value, n) => over(n, value, "2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z")),
    );
    prepare(world.mirror);
    const [usage] = readUsage(world.mirror, PROJECT, ALL_TIME);
    expect(usage?.periods).toMatchObject([{ total, magnitude, count: 2 }]);
  });

  it("adds up what was written under several names and units of one definition, and leaves out what is gone", () => {
    using world = testMirror();
    const [start, end] = ["2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"];
    const renamed = { ...CPU, metric_name: "cpu", unit_type: "s" };
    storeWindow(world.mirror, [
      over(1, 1, start, end),
      over(2, 2, start, end, { metric_definition: renamed }),
      over(3, 4, start, end),
    ]);
    world.mirror.database.exec("UPDATE metric SET gone_run = 2 WHERE value = 4");
    prepare(world.mirror);
    expect(parts(world.mirror, ALL_TIME)).toEqual(["0001-01-01 … 9999-12-31: 3"]);
  });

  it("is of the grant alone", () => {
    using world = testMirror();
    const [start, end] = ["2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"];
    storeWindow(world.mirror, [
      over(1, 1, start, end),
      over(2, 2, start, end, { installation_id: "I2" }),
      over(3, 4, start, end, { installation_id: "I3", provider: "V2" }),
      over(4, 8, start, end, { installation_id: "I4", project_id: "other" }),
    ]);
    prepare(world.mirror);
    const totals = (grant: Parameters<typeof readUsage>[1]) =>
      readUsage(world.mirror, grant, ALL_TIME).map(({ installation_id, periods }) => [
        installation_id,
        periods[0]?.total,
      ]);
    expect(totals(PROJECT)).toEqual([
      ["I1", 1],
      ["I2", 2],
      ["I3", 4],
    ]);
    expect(totals({ kind: "provider", project_id: "prj", provider_id: "V1" })).toEqual([
      ["I1", 1],
      ["I2", 2],
    ]);
    expect(
      totals({ kind: "installation", project_id: "prj", provider_id: "V1", installation_id: "I2" }),
    ).toEqual([["I2", 2]]);
  });
});

describe("what the report of a window counts nowhere", () => {
  const YEAR = { start: "2024-01-01", end: "2025-01-01" };

  it.each<
    readonly [
      string,
      starts: "in the window" | "any",
      readonly (readonly [start: string, end: string])[],
      number,
    ]
  >([
    [
      "nothing, of periods that touch its edges",
      "any",
      [["2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"]],
      0,
    ],
    [
      "a period across its end",
      "in the window",
      [["2024-12-31T00:00:00Z", "2025-01-01T00:00:00.000000001Z"]],
      1,
    ],
    [
      "a period across its start, if any start counts",
      "any",
      [["2023-12-31T23:59:59.999Z", "2024-01-02T00:00:00Z"]],
      1,
    ],
    [
      "no period across its start, if starts are to lie in it",
      "in the window",
      [["2023-12-31T23:59:59.999Z", "2024-01-02T00:00:00Z"]],
      0,
    ],
    [
      "nothing that starts at its end",
      "in the window",
      [["2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z"]],
      0,
    ],
    [
      "one of two in the same month",
      "in the window",
      [
        ["2024-12-01T00:00:00Z", "2024-12-31T00:00:00Z"],
        ["2024-12-02T00:00:00Z", "2025-02-01T00:00:00Z"],
      ],
      1,
    ],
  ])("is %s", (_what, starts, periods, count) => {
    using world = testMirror();
    storeWindow(
      world.mirror,
      periods.map(([start, end], n) => over(n, 1, start, end)),
    );
    const ids = { project_id: "prj", provider_id: "V1", installation_id: "I1" };
    const pair = { ...ids, metric_definition_id: CPU.metric_definition_id, count };
    expect(findUncounted(world.mirror, PROJECT, YEAR, starts)).toEqual(count === 0 ? [] : [pair]);
  });

  it("is what goes across a change of capacity, but not what ends or begins there", () => {
    using world = testMirror();
    storeWindow(world.mirror, [
      over(1, 1, "2024-01-10T00:00:00Z", "2024-01-15T00:00:00Z"),
      over(2, 1, "2024-01-15T00:00:00Z", "2024-01-20T00:00:00Z"),
    ]);
    storeEntities(world.mirror, 1, capacityKind, [capacity(1, 300, "2024-01-15T00:00:00Z")]);
    expect(findUncounted(world.mirror, PROJECT, ALL_TIME, "any")).toEqual([]);
    storeWindow(world.mirror, [over(3, 1, "2024-01-14T00:00:00Z", "2024-01-16T00:00:00Z")]);
    expect(findUncounted(world.mirror, PROJECT, ALL_TIME, "any")).toMatchObject([{ count: 1 }]);
  });
});

test.each([
  [{ start: "2024-02-30", end: "2024-03-01" }, "usage from 2024-02-30 to 2024-03-01: expected two days"],
  [{ start: "2024-03-02", end: "2024-03-01" }, "usage from 2024-03-02 to 2024-03-01 ends before it starts"],
])("a window that is none is refused: %j", (window, message) => {
  using world = testMirror();
  expect(() => readUsage(world.mirror, PROJECT, window)).toThrow(message);
});

test("sums of the same numbers in another order lie within the bound, and a lost unit does not", () => {
  const numbers = [1e16, 1, -1e16, 1, 0.1];
  const forwards = numbers.reduce((sum, value) => sum + value, 0);
  const backwards = numbers.toReversed().reduce((sum, value) => sum + value, 0);
  expect([forwards, backwards]).toEqual([1.1, 4]);
  const magnitude = numbers.reduce((sum, value) => sum + Math.abs(value), 0);
  expect(roundingBound(5, magnitude)).toBe(22.20446049250313);
  expect(roundingBound(3, 6)).toBe(3.9968028886505635e-15);
});
