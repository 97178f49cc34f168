import { execFileSync } from "node:child_process";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { formatInstant, type MetricItem } from "@argo-acc/core";

import { endRun, installationKind, readRows, startRun, storeEntities } from "../src/mirror/index.ts";
import { CPU, metricId, metricItem } from "./mirror-support/metric-items.ts";
import { rowsOf, storeWindow, testMirror } from "./mirror-support/test-mirror.ts";

const DISK = {
  ...CPU,
  metric_definition_id: "507f1f77bcf86cd7994390bb",
  metric_name: "storage",
  unit_type: "TB",
};

function january(n: number, fields: Partial<MetricItem> = {}): MetricItem {
  return metricItem({ id: metricId(n), ...fields });
}

describe("usage_by_month", () => {
  it("sums by installation, definition and the month in which the period starts", () => {
    using test = testMirror();
    storeWindow(test.mirror, [
      january(1, { value: 1.5 }),
      january(2, { value: 2, time_period_start: "2024-01-31T23:59:59.999Z" }),
      january(3, {
        value: 4,
        time_period_start: "2024-02-01T00:00:00Z",
        time_period_end: "2024-03-01T00:00:00Z",
      }),
      january(4, { value: 8, metric_definition: DISK }),
      january(5, { value: 16, installation_id: "I2" }),
    ]);
    expect(
      rowsOf(
        test.mirror,
        "SELECT month, project, provider, installation_id, metric_name, total, unit_type, count FROM usage_by_month ORDER BY total",
      ),
    ).toEqual([
      {
        month: "2024-01",
        project: "PRJ",
        provider: "V1",
        installation_id: "I1",
        metric_name: "cpu_hours",
        total: 3.5,
        unit_type: "h",
        count: 2,
      },
      {
        month: "2024-02",
        project: "PRJ",
        provider: "V1",
        installation_id: "I1",
        metric_name: "cpu_hours",
        total: 4,
        unit_type: "h",
        count: 1,
      },
      {
        month: "2024-01",
        project: "PRJ",
        provider: "V1",
        installation_id: "I1",
        metric_name: "storage",
        total: 8,
        unit_type: "TB",
        count: 1,
      },
      {
        month: "2024-01",
        project: "PRJ",
        provider: "V1",
        installation_id: "I2",
        metric_name: "cpu_hours",
        total: 16,
        unit_type: "h",
        count: 1,
      },
    ]);
  });

  it.each([
    [[1, Number.NaN], "NaN"],
    [[1, Number.POSITIVE_INFINITY], "Infinity"],
    [[1, Number.NEGATIVE_INFINITY], "-Infinity"],
    [[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], "NaN"],
    [[Number.MAX_VALUE, Number.MAX_VALUE], "Infinity"],
    [[-Number.MAX_VALUE, -Number.MAX_VALUE], "-Infinity"],
    [[-0, 2], 2],
  ])("does not hide what is not finite: %s together are %s", (values, total) => {
    using test = testMirror();
    storeWindow(
      test.mirror,
      values.map((value, n) => january(n, { value })),
    );
    expect(rowsOf(test.mirror, "SELECT total, count FROM usage_by_month")).toEqual([{ total, count: 2 }]);
  });

  it.each([
    ["0001-02-03T00:00:00Z", "0001-02"],
    ["0000-02-03T00:00:00Z", "0000-02"],
    ["-0044-03-15T12:00:00Z", "-0044-03"],
    ["9999-12-01T00:00:00Z", "9999-12"],
    ["+12024-01-01T00:00:00Z", "+12024-01"],
    ["1969-12-31T23:59:59.500Z", "1969-12"],
  ])("puts a period that starts at %s into %s", (start, month) => {
    using test = testMirror();
    storeWindow(test.mirror, [january(1, { time_period_start: start })]);
    expect(rowsOf(test.mirror, "SELECT month FROM usage_by_month")).toEqual([{ month }]);
  });

  it("keeps the rows of a project together when it was renamed", () => {
    using test = testMirror();
    storeWindow(test.mirror, [
      january(1, { project: "OLD", value: 1 }),
      january(2, { project: "NEW", value: 2 }),
    ]);
    expect(rowsOf(test.mirror, "SELECT total, count FROM usage_by_month")).toEqual([{ total: 3, count: 2 }]);
  });
});

describe("usage_by_month, of a definition that was changed,", () => {
  it("does not add up what was written in different units, and calls each by the name it was written with", () => {
    using test = testMirror();
    storeWindow(test.mirror, [
      january(1, { metric_definition: DISK, value: 1 }),
      january(2, { metric_definition: { ...DISK, unit_type: "GB" }, value: 1000 }),
      january(3, { metric_definition: { ...DISK, unit_type: "GB", metric_name: "disk" }, value: 20 }),
      january(4, { metric_definition: { ...DISK, metric_description: "new words" }, value: 2 }),
    ]);
    expect([...readRows(test.mirror, "usage_by_month").rows].map((row) => row.slice(6))).toEqual([
      [DISK.metric_definition_id, "disk", 20, "GB", 1],
      [DISK.metric_definition_id, "storage", 1000, "GB", 1],
      [DISK.metric_definition_id, "storage", 3, "TB", 2],
    ]);
  });
});

describe("instants in views", () => {
  it("are printed as the service prints them", () => {
    using test = testMirror();
    const ms = fc.oneof(
      fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
      fc.integer({ min: -62_135_596, max: 253_402_300 }).map((seconds) => seconds * 1000),
      fc.integer({ min: -5000, max: 5000 }),
    );
    fc.assert(
      fc.property(fc.array(ms, { minLength: 1, maxLength: 50 }), (starts) => {
        test.mirror.database.exec("DELETE FROM metric");
        storeWindow(
          test.mirror,
          starts.map((start, n) => january(n, { time_period_start: formatInstant(start) })),
        );
        const shown = test.mirror.query("SELECT time_period_start FROM metrics ORDER BY id").rows;
        expect([...shown].flat()).toEqual(starts.map((start) => formatInstant(start)));
      }),
      { numRuns: 50 },
    );
  });

  it("tell when a run began and ended", () => {
    using test = testMirror();
    const killed = startRun(test.mirror, Date.parse("2026-11-22T10:00:00Z"));
    const run = startRun(test.mirror, Date.parse("2026-11-23T10:00:00.250Z"));
    endRun(test.mirror, run, {
      endedMs: Date.parse("2026-11-23T10:00:01Z"),
      requests: 7,
      complete: true,
      problem: null,
    });
    expect(
      rowsOf(test.mirror, "SELECT id, started_at, ended_at, complete, requests FROM runs ORDER BY id"),
    ).toEqual([
      { id: killed, started_at: "2026-11-22T10:00:00Z", ended_at: null, complete: 0, requests: 0 },
      {
        id: run,
        started_at: "2026-11-23T10:00:00.250Z",
        ended_at: "2026-11-23T10:00:01Z",
        complete: 1,
        requests: 7,
      },
    ]);
  });
});

it("the installation's name comes from the catalogue, also after the installation is gone", () => {
  using test = testMirror();
  storeWindow(test.mirror, [january(1)]);
  storeEntities(test.mirror, 1, installationKind, [
    { id: "I1", project: "prj", organisation: "V1", installation: "compute-01", capacities: [] },
  ]);
  test.mirror.database.exec("UPDATE installation SET gone_run = 1");
  expect(rowsOf(test.mirror, "SELECT installation FROM metrics")).toEqual([{ installation: "compute-01" }]);
  expect([...readRows(test.mirror, "metrics").rows]).toStrictEqual([
    ...test.mirror.query("SELECT * FROM metrics").rows,
  ]);
});

describe.skipIf(sqliteShell() === undefined)("the sqlite3 shell", () => {
  it("opens the file and reads every view, without any function of ours", () => {
    using test = testMirror();
    storeWindow(test.mirror, [
      january(1, { value: Number.NaN, time_period_start: "-0044-03-15T12:00:00Z" }),
      january(2, { value: 2.5, group_id: "g" }),
    ]);
    const ask = (sql: string) =>
      execFileSync("sqlite3", ["-readonly", test.path, sql], { encoding: "utf8" }).trim();
    expect(ask("SELECT id, time_period_start, value, group_id FROM metrics ORDER BY id")).toBe(
      `${metricId(1)}|-0044-03-15T12:00:00Z|NaN|\n${metricId(2)}|2024-01-01T00:00:00Z|2.5|g`,
    );
    expect(ask("SELECT month, total, count FROM usage_by_month ORDER BY month")).toBe(
      "-0044-03|NaN|1\n2024-01|2.5|1",
    );
    for (const view of [
      "projects",
      "providers",
      "installations",
      "capacities",
      "runs",
      "metric_definitions",
    ]) {
      expect(ask(`SELECT count(*) FROM (SELECT * FROM ${view})`)).toMatch(/^\d+$/);
    }
  });
});

function sqliteShell(): string | undefined {
  try {
    return execFileSync("sqlite3", ["--version"], { encoding: "utf8" });
  } catch {
    return undefined;
  }
}
