import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { formatInstant, metricPath, type MetricItem, type MetricWindow } from "@argo-acc/core";

import { readMetricItems, readRows } from "../src/mirror/index.ts";
import { CPU, metricId, metricItem } from "./mirror-support/metric-items.ts";
import { rowsOf, storeWindow, testMirror } from "./mirror-support/test-mirror.ts";

/** Metrics that differ from the usual in one respect, which the mirror must not lose. */
const UNUSUAL: readonly (readonly [name: string, item: MetricItem])[] = [
  ["nothing unusual", metricItem({ id: metricId(1) })],
  ["a group and a user", metricItem({ id: metricId(1), group_id: "g", user_id: "u" })],
  ["an empty group and an empty user", metricItem({ id: metricId(1), group_id: "", user_id: "" })],
  ["a group that is null and not absent", metricItem({ id: metricId(1), group_id: null, user_id: null })],
  ["a resource", metricItem({ id: metricId(1), resource: "res-1" })],
  ["a resource that is null and not absent", metricItem({ id: metricId(1), resource: null })],
  ["an acronym that is null", metricItem({ id: metricId(1), project: null })],
  ["no acronym at all", without(metricItem({ id: metricId(1) }), "project")],
  ["a field of a newer service", metricItem({ id: metricId(1), quality: { grade: 3, notes: [null] } })],
  [
    "a field of a newer service in the definition",
    metricItem({ id: metricId(1), metric_definition: Object.assign({ scale: 2 }, CPU) }),
  ],
  [
    "a definition without description and creator",
    metricItem({
      id: metricId(1),
      metric_definition: {
        metric_definition_id: "d",
        metric_name: "n",
        unit_type: "u",
        metric_type: "count",
      },
    }),
  ],
  ["an id that is no hexadecimal number", metricItem({ id: "metric one" })],
  ["an id in upper case", metricItem({ id: "507F1F77BCF86CD799439011" })],
  ["an id that is empty", metricItem({ id: "" })],
  ["a group with half a character", metricItem({ id: metricId(1), group_id: "g\uD83D" })],
  ["a group with a character beyond U+FFFF and a zero", metricItem({ id: metricId(1), group_id: "😀\0x" })],
  [
    "a start with milliseconds",
    metricItem({ id: metricId(1), time_period_start: "2024-01-01T00:00:00.500Z" }),
  ],
  [
    "an end with nanoseconds",
    metricItem({ id: metricId(1), time_period_end: "2024-02-01T00:00:00.123456789Z" }),
  ],
  ["a start before 1970", metricItem({ id: metricId(1), time_period_start: "1969-12-31T23:59:59.999Z" })],
  ["a start in the first year", metricItem({ id: metricId(1), time_period_start: "0001-01-01T00:00:00Z" })],
  ["a start in the year 0", metricItem({ id: metricId(1), time_period_start: "0000-12-31T23:59:59Z" })],
  ["a start in the year -44", metricItem({ id: metricId(1), time_period_start: "-0044-03-15T12:00:00Z" })],
  [
    "an end in the last year of four digits",
    metricItem({ id: metricId(1), time_period_end: "9999-12-31T23:59:59Z" }),
  ],
  ["an end in the year 12024", metricItem({ id: metricId(1), time_period_end: "+12024-01-01T00:00:00Z" })],
  ["a value of -0", metricItem({ id: metricId(1), value: -0 })],
  ["a value that is no number", metricItem({ id: metricId(1), value: Number.NaN })],
  ["an infinite value", metricItem({ id: metricId(1), value: Number.POSITIVE_INFINITY })],
  ["a value of minus infinity", metricItem({ id: metricId(1), value: Number.NEGATIVE_INFINITY })],
  ["the smallest value", metricItem({ id: metricId(1), value: 5e-324 })],
  ["a value of 17 digits", metricItem({ id: metricId(1), value: 0.1 + 0.2 })],
  ["a large whole value", metricItem({ id: metricId(1), value: 9_007_199_254_740_994 })],
  [
    "ids with dots and slashes",
    metricItem({ id: metricId(1), project_id: "a.b", provider: "c/d", installation_id: "e" }),
  ],
];

describe("a stored metric", () => {
  it.each(UNUSUAL)("is given back field for field with %s", (_name, item) => {
    using test = testMirror();
    storeWindow(test.mirror, [item]);
    expect([...readMetricItems(test.mirror)]).toStrictEqual([item]);
  });

  it.each(UNUSUAL)("is as it was when the same is read again, with %s", (_name, item) => {
    using test = testMirror();
    expect(storeWindow(test.mirror, [item])).toEqual({ added: 1, changed: 0, gone: 0, unchanged: 0 });
    expect(storeWindow(test.mirror, [structuredClone(item)])).toEqual({
      added: 0,
      changed: 0,
      gone: 0,
      unchanged: 1,
    });
  });

  it.each(UNUSUAL)("reads alike from the view and from the reader of rows, with %s", (_name, item) => {
    using test = testMirror();
    storeWindow(test.mirror, [item]);
    const { columns, rows } = readRows(test.mirror, "metrics");
    const view = test.mirror.query("SELECT * FROM metrics");
    expect(columns).toEqual(view.columns);
    expect([...rows]).toStrictEqual([...view.rows]);
  });

  it("survives with any value, period and text", () => {
    using test = testMirror();
    const instant = fc
      .oneof(
        fc.integer({ min: -100_000, max: 100_000 }),
        fc.integer({ min: -62_200_000_000_000, max: -62_000_000_000_000 }),
        fc.integer({ min: 253_402_300_700_000, max: 253_402_300_900_000 }),
        fc.integer({ min: 1_600_000_000_000, max: 1_800_000_000_000 }),
      )
      .map((ms) => formatInstant(ms));
    const label = fc.option(fc.string({ unit: "binary" }), { nil: undefined });
    const metric = fc.record({
      time_period_start: instant,
      time_period_end: instant,
      value: fc.double(),
      group: label,
      user: label,
    });
    fc.assert(
      fc.property(fc.array(metric, { maxLength: 20 }), (metrics) => {
        const items = metrics.map(({ group, user, ...fields }, index) =>
          metricItem({
            id: metricId(index),
            ...fields,
            ...(group === undefined ? {} : { group_id: group }),
            ...(user === undefined ? {} : { user_id: user }),
          }),
        );
        test.mirror.database.exec("DELETE FROM metric");
        storeWindow(test.mirror, items);
        const read = [...readMetricItems(test.mirror)].toSorted((a, b) => (a.id < b.id ? -1 : 1));
        expect(read).toStrictEqual(items);
        expect([...readRows(test.mirror, "metrics").rows]).toStrictEqual([
          ...test.mirror.query("SELECT * FROM metrics").rows,
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it("comes in one order, by path, start and id, whatever was read first", () => {
    const items = [
      metricItem({ id: metricId(3), project_id: "a.b", provider: "c" }),
      metricItem({
        id: metricId(9),
        project_id: "a",
        provider: "b.d",
        time_period_start: "2023-12-01T00:00:00Z",
      }),
      metricItem({ id: metricId(4), project_id: "a", provider: "b.d" }),
      metricItem({ id: metricId(5), project_id: "a", provider: "b.d" }),
      metricItem({ id: metricId(1), project_id: "a", provider: "\u{ffff}" }),
      metricItem({ id: metricId(2), project_id: "a", provider: "\u{10000}" }),
      metricItem({ id: "no hex", project_id: "b" }),
      metricItem({ id: metricId(8), project_id: "b" }),
    ];
    const ids = items.map(({ id }) => id);
    for (const order of [items, items.toReversed()]) {
      using test = testMirror();
      for (const item of order) storeWindow(test.mirror, [item], windowOf(item));
      expect([...readMetricItems(test.mirror)].map(({ id }) => id)).toEqual(ids);
      expect([...readRows(test.mirror, "metrics").rows].map(([id]) => id)).toEqual(ids);
    }
  });

  it("is read from one state of the file, also while another connection writes", () => {
    using test = testMirror();
    const items = ["I1", "I2", "I3"].map((installation_id, n) =>
      metricItem({ id: metricId(n), installation_id }),
    );
    for (const item of items) storeWindow(test.mirror, [item], windowOf(item));
    const seen: string[] = [];
    for (const { id } of readMetricItems(test.mirror)) {
      if (seen.length === 0) test.mirror.database.exec("DELETE FROM metric");
      seen.push(id);
    }
    expect(seen).toEqual(items.map(({ id }) => id));
    expect([...readMetricItems(test.mirror)]).toEqual([]);
  });

  it("takes at most 75 bytes among 100,000, with everything the views need", () => {
    using test = testMirror();
    const items = Array.from({ length: 100_000 }, (_, n) =>
      metricItem({
        id: metricId(n * 7919),
        installation_id: `installation-${n % 100}`,
        time_period_start: formatInstant(1_700_000_000_000 + n * 60_000),
        time_period_end: formatInstant(1_700_000_060_000 + n * 60_000),
        value: n * 1.1,
        resource: "compute",
        group_id: `group-${n % 30}`,
        user_id: `user-${n % 500}`,
      }),
    );
    const byInstallation = Map.groupBy(items, (item) => item.installation_id);
    for (const [id, metrics] of byInstallation) {
      const path = `prj.V1.${id}`;
      storeWindow(test.mirror, metrics, {
        pathFrom: path,
        pathUntil: `${path}\0`,
        startFrom: null,
        startUntil: null,
      });
    }
    test.mirror.database.pragma("wal_checkpoint(TRUNCATE)");
    const { bytes, metrics } = test.mirror.status();
    expect(metrics).toBe(100_000);
    expect(bytes / metrics).toBeLessThan(75);
  }, 60_000);
});

describe("the view of metrics", () => {
  it("shows the service's field names, names for people first", () => {
    using test = testMirror();
    storeWindow(test.mirror, [metricItem({ id: metricId(255), group_id: "g", resource: "r", value: 12.5 })]);
    expect(rowsOf(test.mirror, "SELECT * FROM metrics")).toEqual([
      {
        id: "0000000000000000000000ff",
        time_period_start: "2024-01-01T00:00:00Z",
        time_period_end: "2024-02-01T00:00:00Z",
        metric_name: "cpu_hours",
        value: 12.5,
        unit_type: "h",
        installation: null,
        project: "PRJ",
        group_id: "g",
        user_id: null,
        resource: "r",
        project_id: "prj",
        provider: "V1",
        installation_id: "I1",
        metric_definition_id: "507f1f77bcf86cd7994390aa",
        metric_type: "aggregated",
        metric_description: "Processor time",
        creator_id: null,
        extra: null,
      },
    ]);
  });

  it.each([
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    [-0, -0],
    [0, 0],
  ])("shows the value %s as %s", (value, shown) => {
    using test = testMirror();
    storeWindow(test.mirror, [metricItem({ id: metricId(1), value })]);
    expect([...test.mirror.query("SELECT value FROM metrics").rows]).toStrictEqual([[shown]]);
  });

  it("shows the names a metric was written with, also after its project was renamed", () => {
    using test = testMirror();
    storeWindow(test.mirror, [
      metricItem({ id: metricId(1), project: "OLD" }),
      metricItem({ id: metricId(2), project: "NEW" }),
    ]);
    expect(rowsOf(test.mirror, "SELECT id, project FROM metrics ORDER BY id")).toEqual([
      { id: metricId(1), project: "OLD" },
      { id: metricId(2), project: "NEW" },
    ]);
  });
});

function without(item: MetricItem, field: "project"): MetricItem {
  const { [field]: _left, ...rest } = item;
  return rest;
}

/** A window that holds one metric alone. */
function windowOf(item: MetricItem): MetricWindow {
  const path = metricPath(item);
  const start = Date.parse(item.time_period_start);
  return { pathFrom: path, pathUntil: `${path}\0`, startFrom: start, startUntil: start + 1000 };
}
