import { describe, expect, it } from "vitest";

import { AccProtocolError, type MetricItem, type MetricWindow } from "@argo-acc/core";

import {
  countGrantRows,
  countPathRows,
  markGone,
  type Mirror,
  keepOneOfEach,
  openMetricWriter,
  readMetricItems,
  replaceMoved,
  runCounts,
  startRun,
  suspectedPaths,
  suspectRepeats,
} from "../src/mirror/index.ts";
import { CPU, EVERYTHING, metricId, metricItem } from "./mirror-support/metric-items.ts";
import { rowsOf, storeWindow, testMirror } from "./mirror-support/test-mirror.ts";

const SYSTEM = { kind: "system" } as const;
const JANUARY = "2024-01-01T00:00:00Z";
const MARCH = "2024-03-01T00:00:00Z";

function window(edges: Partial<MetricWindow>): MetricWindow {
  return { ...EVERYTHING, ...edges };
}

function countSuspects(mirror: Mirror): { readonly once: number; readonly twice: number } {
  const counts = { once: 0, twice: 0 };
  for (const { once, twice } of suspectedPaths(mirror)) {
    counts.once += once;
    counts.twice += twice;
  }
  return counts;
}

describe("storing a window", () => {
  it("adds, changes and leaves alone, and counts each", () => {
    using test = testMirror();
    storeWindow(test.mirror, [metricItem({ id: metricId(1) }), metricItem({ id: metricId(2) })]);
    const counts = storeWindow(test.mirror, [
      metricItem({ id: metricId(1) }),
      metricItem({ id: metricId(2), value: 5 }),
      metricItem({ id: metricId(3) }),
    ]);
    expect(counts).toEqual({ added: 1, changed: 1, gone: 0, unchanged: 1 });
    expect(rowsOf(test.mirror, "SELECT id, value FROM metrics ORDER BY id")).toEqual([
      { id: metricId(1), value: 1 },
      { id: metricId(2), value: 5 },
      { id: metricId(3), value: 1 },
    ]);
  });

  it.each([
    ["value", { value: 2 }],
    ["end", { time_period_end: "2024-02-02T00:00:00Z" }],
    ["group", { group_id: "g" }],
    ["user", { user_id: "" }],
    ["acronym", { project: "RENAMED" }],
    ["resource", { resource: "r" }],
    ["value from 0 to -0", { value: -0 }, { value: 0 }],
    ["value from not a number to infinity", { value: Number.POSITIVE_INFINITY }, { value: Number.NaN }],
    ["unknown field", { quality: "good" }],
  ])("sees a changed %s", (_name, change, before: Partial<MetricItem> = {}) => {
    using test = testMirror();
    storeWindow(test.mirror, [metricItem({ id: metricId(1), ...before })]);
    const counts = storeWindow(test.mirror, [metricItem({ id: metricId(1), ...change })]);
    expect(counts).toEqual({ added: 0, changed: 1, gone: 0, unchanged: 0 });
    expect([...readMetricItems(test.mirror)]).toStrictEqual([metricItem({ id: metricId(1), ...change })]);
  });

  it("keeps what metrics have in common apart, where they differ in one field, absent or null or nested", () => {
    using test = testMirror();
    const { creator_id: _creator, ...poorer } = CPU;
    const kinds = [
      {},
      { project: "OTHER" },
      { project: null },
      { resource: "r" },
      { resource: null },
      { metric_definition: { ...CPU, unit_type: "d" } },
      { metric_definition: { ...CPU, scale: { by: 10 } } },
      { metric_definition: { ...CPU, scale: { by: 100 } } },
      { metric_definition: poorer },
    ];
    const items = [...kinds, ...kinds].map((fields, n) => metricItem({ id: metricId(n), ...fields }));
    storeWindow(test.mirror, items);
    expect([...readMetricItems(test.mirror)]).toStrictEqual(items);
    expect(rowsOf(test.mirror, "SELECT count(*) AS contexts FROM metric_context")).toEqual([{ contexts: 9 }]);
  });

  it("writes no row where nothing changed, only the counts of the run", () => {
    using test = testMirror();
    const items = Array.from({ length: 50 }, (_, n) => metricItem({ id: metricId(n), group_id: `g${n}` }));
    storeWindow(test.mirror, items);
    const writer = openMetricWriter(test.mirror, startRun(test.mirror, 0), SYSTEM);
    const written = test.mirror.database.prepare<[], number>("SELECT total_changes()").pluck();
    const before = written.get() ?? 0;
    writer.apply(EVERYTHING, items);
    expect(written.get()).toBe(before + 1);
  });

  it("suspects only what lies in the window and in the grant", () => {
    using test = testMirror();
    const { mirror } = test;
    storeWindow(mirror, [
      metricItem({ id: metricId(1), installation_id: "I1", time_period_start: JANUARY }),
      metricItem({
        id: metricId(2),
        installation_id: "I1",
        time_period_start: MARCH,
        time_period_end: "2024-04-01T00:00:00Z",
      }),
      metricItem({ id: metricId(3), installation_id: "I2", time_period_start: JANUARY }),
      metricItem({ id: metricId(4), project_id: "prj.x", time_period_start: JANUARY }),
    ]);
    const run = startRun(mirror, 0);
    const writer = openMetricWriter(mirror, run, { kind: "project", project_id: "prj" });
    writer.apply(window({ pathFrom: "prj.", pathUntil: "prj.V1.I2", startUntil: Date.parse(MARCH) }), []);
    expect(suspects(mirror)).toEqual([metricId(1)]);
    writer.apply(window({ pathFrom: "prj.", pathUntil: "prj.V1.I2", startFrom: Date.parse(MARCH) }), []);
    writer.apply(window({ pathFrom: "prj.V1.I2", pathUntil: "prj/" }), []);
    expect(suspects(mirror)).toEqual([metricId(1), metricId(2), metricId(3)]);
  });

  it("orders paths by code point, as the service does", () => {
    using test = testMirror();
    const { mirror } = test;
    // as UTF-16 units the second would come first
    storeWindow(mirror, [
      metricItem({ id: metricId(1), installation_id: "\uFB01" }),
      metricItem({ id: metricId(2), installation_id: "\u{1F600}" }),
    ]);
    openMetricWriter(mirror, startRun(mirror, 0), SYSTEM).apply(
      window({ pathUntil: "prj.V1.\u{1F600}" }),
      [],
    );
    expect(suspects(mirror)).toEqual([metricId(1)]);
  });

  it("finds what is missing among more rows than it compares at a time", () => {
    using test = testMirror();
    const { mirror } = test;
    const items = Array.from({ length: 5000 }, (_, n) =>
      metricItem({ id: n % 2 === 0 ? metricId(n) : `text ${n}`, time_period_start: JANUARY }),
    );
    storeWindow(mirror, items);
    const counts = openMetricWriter(mirror, startRun(mirror, 0), SYSTEM).apply(EVERYTHING, items.slice(10));
    expect(counts).toEqual({ added: 0, changed: 0, gone: 0, unchanged: 4990 });
    expect(countSuspects(mirror)).toEqual({ once: 10, twice: 0 });
  });

  it("stores nothing of a window that cannot be stored whole, and goes on with the next", () => {
    using test = testMirror();
    const { mirror } = test;
    const run = startRun(mirror, 0);
    const writer = openMetricWriter(mirror, run, SYSTEM);
    const bad = metricItem({
      id: metricId(2),
      time_period_start: "yesterday",
      installation_id: "I9",
      group_id: "new",
    });
    expect(() => writer.apply(EVERYTHING, [metricItem({ id: metricId(1), group_id: "new" }), bad])).toThrow(
      AccProtocolError,
    );
    expect(mirror.status().metrics).toBe(0);
    expect(runCounts(mirror, run)).toEqual({ added: 0, changed: 0, gone: 0, unchanged: 0 });
    writer.apply(EVERYTHING, [metricItem({ id: metricId(1), group_id: "new" })]);
    expect([...readMetricItems(mirror)]).toStrictEqual([metricItem({ id: metricId(1), group_id: "new" })]);
  });

  it("keeps one row of a metric that comes twice", () => {
    using test = testMirror();
    storeWindow(test.mirror, [
      metricItem({ id: metricId(1), value: 1 }),
      metricItem({ id: metricId(1), value: 2 }),
    ]);
    expect(rowsOf(test.mirror, "SELECT value FROM metrics")).toEqual([{ value: 2 }]);
    expect(test.mirror.status().metrics).toBe(1);
  });

  it("counts what a grant covers, and what lies under each path", () => {
    using test = testMirror();
    const { mirror } = test;
    storeWindow(mirror, [
      metricItem({ id: metricId(1) }),
      metricItem({ id: metricId(2), installation_id: "I2" }),
      metricItem({ id: metricId(3), installation_id: "I3", provider: "V2" }),
      metricItem({ id: metricId(4), project_id: "prj.x" }),
    ]);
    expect(countGrantRows(mirror, SYSTEM)).toBe(4);
    expect(countGrantRows(mirror, { kind: "project", project_id: "prj" })).toBe(3);
    expect(countGrantRows(mirror, { kind: "provider", project_id: "prj", provider_id: "V1" })).toBe(2);
    expect(
      countGrantRows(mirror, {
        kind: "installation",
        project_id: "prj",
        provider_id: "V2",
        installation_id: "I3",
      }),
    ).toBe(1);
    expect(countPathRows(mirror)).toEqual(
      new Map([
        ["prj.V1.I1", 1],
        ["prj.V1.I2", 1],
        ["prj.V2.I3", 1],
        ["prj.x.V1.I1", 1],
      ]),
    );
  });
});

describe("metrics that a reading lacks", () => {
  it("are gone once a second reading lacks them too, stay in the table, and come back when they are seen", () => {
    using test = testMirror();
    const { mirror } = test;
    const items = [metricItem({ id: metricId(1) }), metricItem({ id: metricId(2) })];
    storeWindow(mirror, items);
    const run = startRun(mirror, 0);
    const writer = openMetricWriter(mirror, run, SYSTEM);
    writer.apply(EVERYTHING, items.slice(1));
    expect(countSuspects(mirror)).toEqual({ once: 1, twice: 0 });
    expect(suspectedPaths(mirror).map(({ path }) => path)).toEqual([
      { project_id: "prj", provider_id: "V1", installation_id: "I1" },
    ]);
    writer.apply(EVERYTHING, items.slice(1));
    expect(countSuspects(mirror)).toEqual({ once: 0, twice: 1 });
    markGone(mirror, run);
    expect([...readMetricItems(mirror)]).toStrictEqual(items.slice(1));
    expect(mirror.status().metrics).toBe(1);
    expect(runCounts(mirror, run).gone).toBe(1);
    expect(mirror.database.prepare("SELECT gone_run FROM metric ORDER BY id").pluck().all()).toEqual([
      run,
      null,
    ]);

    expect(storeWindow(mirror, items)).toEqual({ added: 1, changed: 0, gone: 0, unchanged: 1 });
    expect([...readMetricItems(mirror)]).toStrictEqual(items);
    expect(mirror.status().metrics).toBe(2);
  });

  it("are no suspects any more once the second reading has them", () => {
    using test = testMirror();
    const { mirror } = test;
    const items = [metricItem({ id: metricId(1) })];
    storeWindow(mirror, items);
    const writer = openMetricWriter(mirror, startRun(mirror, 0), SYSTEM);
    writer.apply(EVERYTHING, []);
    writer.apply(EVERYTHING, items);
    expect(countSuspects(mirror)).toEqual({ once: 0, twice: 0 });
  });

  it("are forgotten when another run begins", () => {
    using test = testMirror();
    const { mirror } = test;
    storeWindow(mirror, [metricItem({ id: metricId(1) })]);
    openMetricWriter(mirror, startRun(mirror, 0), SYSTEM).apply(EVERYTHING, []);
    expect(countSuspects(mirror).once).toBe(1);
    startRun(mirror, 0);
    expect(countSuspects(mirror).once).toBe(0);
  });

  it("are the same metric, moved, if their id is found at another start", () => {
    using test = testMirror();
    const { mirror } = test;
    storeWindow(mirror, [metricItem({ id: metricId(1), time_period_start: JANUARY })]);
    const run = startRun(mirror, 0);
    const moved = metricItem({ id: metricId(1), time_period_start: "2024-01-15T00:00:00Z" });
    openMetricWriter(mirror, run, SYSTEM).apply(EVERYTHING, [moved]);
    replaceMoved(mirror, run);
    expect([...readMetricItems(mirror)]).toStrictEqual([moved]);
    expect(mirror.database.prepare("SELECT first_run FROM metric").pluck().all()).toEqual([run]);
    expect(mirror.database.prepare("SELECT run, first_run FROM metric_was").all()).toEqual([
      { run, first_run: run - 1 },
    ]);
    expect(runCounts(mirror, run)).toEqual({ added: 0, changed: 1, gone: 0, unchanged: 0 });
    expect(mirror.status().metrics).toBe(1);
    expect(countSuspects(mirror)).toEqual({ once: 0, twice: 0 });
  });

  it("are counted once, though their id is found at two other starts: the metric moved twice", () => {
    using test = testMirror();
    const { mirror } = test;
    storeWindow(mirror, [metricItem({ id: metricId(1), time_period_start: JANUARY })]);
    const run = startRun(mirror, 0);
    const starts = ["2024-01-15T00:00:00Z", "2024-01-20T00:00:00Z"];
    const moved = starts.map((start) => metricItem({ id: metricId(1), time_period_start: start }));
    openMetricWriter(mirror, run, SYSTEM).apply(EVERYTHING, moved);
    replaceMoved(mirror, run);
    expect([...readMetricItems(mirror)]).toStrictEqual(moved);
    expect(countGrantRows(mirror, SYSTEM)).toBe(2);
    keepOneOfEach(mirror, run);
    expect([...readMetricItems(mirror)]).toStrictEqual(moved.slice(1));
    expect(countGrantRows(mirror, SYSTEM)).toBe(1);
    expect(runCounts(mirror, run)).toMatchObject({ added: 0, gone: 0 });
  });

  it("are not taken for moved into another installation", () => {
    using test = testMirror();
    const { mirror } = test;
    storeWindow(mirror, [metricItem({ id: metricId(1), installation_id: "I1" })]);
    const run = startRun(mirror, 0);
    openMetricWriter(mirror, run, SYSTEM).apply(EVERYTHING, [
      metricItem({ id: metricId(1), installation_id: "I2" }),
    ]);
    replaceMoved(mirror, run);
    expect(countSuspects(mirror)).toEqual({ once: 1, twice: 0 });
  });

  it("are asked for again if a reading saw the metric twice, before and after it moved", () => {
    using test = testMirror();
    const { mirror } = test;
    const run = startRun(mirror, 0);
    const writer = openMetricWriter(mirror, run, SYSTEM);
    const until = window({ startUntil: Date.parse(MARCH) });
    const from = window({ startFrom: Date.parse(MARCH) });
    const moved = metricItem({
      id: metricId(1),
      time_period_start: MARCH,
      time_period_end: "2024-04-01T00:00:00Z",
    });
    writer.apply(until, [metricItem({ id: metricId(1) })]);
    writer.apply(from, [moved]);
    replaceMoved(mirror, run);
    suspectRepeats(mirror, run, writer.addedTo);
    expect(countSuspects(mirror)).toEqual({ once: 2, twice: 0 });
    writer.apply(EVERYTHING, [moved]); // the second reading
    replaceMoved(mirror, run);
    expect([...readMetricItems(mirror)]).toStrictEqual([moved]);
    expect(countSuspects(mirror)).toEqual({ once: 0, twice: 0 });
    expect(mirror.status().metrics).toBe(1);
    expect(runCounts(mirror, run)).toMatchObject({ added: 1, gone: 0 });
  });

  it("are not taken for moved before a reading has missed them", () => {
    using test = testMirror();
    const { mirror } = test;
    const run = startRun(mirror, 0);
    const writer = openMetricWriter(mirror, run, SYSTEM);
    const until = window({ startUntil: Date.parse(MARCH) });
    const from = window({ startFrom: Date.parse(MARCH) });
    const moved = metricItem({
      id: metricId(1),
      time_period_start: MARCH,
      time_period_end: "2024-04-01T00:00:00Z",
    });
    writer.apply(until, [metricItem({ id: metricId(1) })]);
    writer.apply(from, [moved, { ...moved, id: metricId(2) }]);
    suspectRepeats(mirror, run, writer.addedTo);
    writer.apply(from, [moved]); // the second reading could not read the other window
    replaceMoved(mirror, run);
    expect(mirror.status().metrics).toBe(3);
    expect(countSuspects(mirror)).toEqual({ once: 2, twice: 0 });
  });
});

describe("a metric at two starts", () => {
  it("is left once, where it came last, if the reading ends like this", () => {
    using test = testMirror();
    const { mirror } = test;
    const { run, writer, expected } = halfRead(mirror);
    keepOneOfEach(mirror, run, writer.addedTo);
    expect([...readMetricItems(mirror)]).toStrictEqual(expected);
    expect(mirror.status().metrics).toBe(2);
    expect(runCounts(mirror, run)).toEqual({ added: 0, changed: 2, gone: 0, unchanged: 0 });
    keepOneOfEach(mirror, run);
    expect([...readMetricItems(mirror)]).toStrictEqual(expected);
  });

  it("is left once when the next run begins, if the process was killed", () => {
    using test = testMirror();
    const { mirror } = test;
    const { expected } = halfRead(mirror);
    const next = startRun(mirror, 1);
    expect([...readMetricItems(mirror)]).toStrictEqual(expected);
    expect(mirror.status().metrics).toBe(2);
    expect(runCounts(mirror, next)).toEqual({ added: 0, changed: 2, gone: 0, unchanged: 0 });
  });
});

/** A reading that has seen metric 1 where it is now, and not yet where it was. */
function halfRead(mirror: ReturnType<typeof testMirror>["mirror"]) {
  storeWindow(mirror, [metricItem({ id: metricId(1) }), metricItem({ id: metricId(2) })]);
  const moved = [MARCH, "2024-05-01T00:00:00Z"].map((start) =>
    metricItem({ id: metricId(1), time_period_start: start, time_period_end: "2024-06-01T00:00:00Z" }),
  );
  const run = startRun(mirror, 0);
  const writer = openMetricWriter(mirror, run, SYSTEM);
  for (const item of moved) {
    const startFrom = Date.parse(item.time_period_start);
    writer.apply(window({ startFrom, startUntil: startFrom + 1000 }), [item]);
  }
  expect(mirror.status().metrics).toBe(4);
  return { run, writer, expected: [metricItem({ id: metricId(2) }), moved[1]] };
}

function suspects(mirror: ReturnType<typeof testMirror>["mirror"]): unknown[] {
  return mirror.database.prepare("SELECT lower(hex(id)) FROM suspect ORDER BY id").pluck().all();
}
