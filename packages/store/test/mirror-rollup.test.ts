import type { MetricItem, MetricWindow } from "@argo-acc/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  endRun,
  markGone,
  type Mirror,
  openMetricWriter,
  refreshRollup,
  replaceMoved,
  startRun,
} from "../src/mirror/index.ts";
import { views } from "../src/mirror/migrations/0002-views.ts";
import { CPU, EVERYTHING, metricId, metricItem } from "./mirror-support/metric-items.ts";
import { storeWindow, testMirror } from "./mirror-support/test-mirror.ts";

/** The view as it was when it read every metric. */
const PLAIN_SCAN = /CREATE VIEW usage_by_month AS\n(SELECT[\s\S]*?);\n/.exec(views.sql)?.[1] ?? "";

const DISK = { ...CPU, metric_definition_id: "507f1f77bcf86cd7994390bb", metric_name: "storage" };

const ORDER = "ORDER BY month, installation_id, metric_definition_id, metric_name, unit_type";

/** What two ways to ask one connection give, to the last bit. */
function viewAndScan(database: Mirror["database"]): { readonly view: string; readonly scan: string } {
  const rows = (sql: string) => database.prepare<[], unknown[]>(sql).raw().all().map(String).join("\n");
  return database.transaction(() => ({
    view: rows(`SELECT * FROM usage_by_month ${ORDER}`),
    scan: rows(`SELECT * FROM (${PLAIN_SCAN}) ${ORDER}`),
  }))();
}

function expectRight(mirror: Mirror): void {
  for (const database of [mirror.database, mirror.reader]) {
    const { view, scan } = viewAndScan(database);
    expect(view).toBe(scan);
  }
}

function isStale(mirror: Mirror): boolean[] {
  return mirror.database
    .prepare<[], number>("SELECT stale FROM metric_path ORDER BY installation_id")
    .pluck()
    .all()
    .map((stale) => stale !== 0);
}

/** Doubles whose sum depends on the order in which they are added. */
const awkward = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0.1, 0.2, 0.3, 1e16, 1, -1e16, 1e-17, 5e-324, 3.3e15) },
  { weight: 6, arbitrary: fc.double({ min: -1e17, max: 1e17, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0, Number.MAX_VALUE) },
);

const item = fc
  .record({
    id: fc.integer({ min: 1, max: 40 }).map(metricId),
    installation_id: fc.constantFrom("I1", "I2"),
    value: awkward,
    time_period_start: fc.constantFrom(
      "2024-01-01T00:00:00Z",
      "2024-01-31T23:59:59.999999Z",
      "2024-02-01T00:00:00Z",
      "-0044-03-15T12:00:00Z",
      "+12024-01-01T00:00:00Z",
    ),
    metric_definition: fc.constantFrom(
      CPU,
      DISK,
      { ...CPU, metric_name: "cpu" },
      { ...DISK, unit_type: "GB" },
    ),
    project: fc.constantFrom("OLD", "NEW"),
  })
  .map((fields): MetricItem => metricItem(fields));

const items = fc.uniqueArray(item, {
  maxLength: 60,
  selector: ({ id, installation_id }) => id + installation_id,
});

const ONE_INSTALLATION: MetricWindow = { ...EVERYTHING, pathFrom: "prj.V1.I1", pathUntil: "prj.V1.I1/" };

/** What can happen to a mirror, one after the other. */
const step = fc.oneof(
  { weight: 4, arbitrary: items.map((found) => ({ does: "read" as const, found })) },
  {
    weight: 2,
    arbitrary: items.map((found) => ({
      does: "read one installation" as const,
      found: found.filter(({ installation_id }) => installation_id === "I1"),
    })),
  },
  { weight: 2, arbitrary: fc.constant({ does: "mark gone" as const }) },
  { weight: 2, arbitrary: fc.constant({ does: "replace moved" as const }) },
  { weight: 1, arbitrary: fc.constant({ does: "change a value" as const }) },
  { weight: 1, arbitrary: fc.constant({ does: "remove one" as const }) },
  { weight: 3, arbitrary: fc.constant({ does: "refresh" as const }) },
);

function take(
  mirror: Mirror,
  run: number,
  what: typeof step extends fc.Arbitrary<infer T> ? T : never,
): void {
  const { database } = mirror;
  switch (what.does) {
    case "read":
      openMetricWriter(mirror, run, { kind: "system" }).apply(EVERYTHING, what.found);
      return;
    case "read one installation":
      openMetricWriter(mirror, run, { kind: "system" }).apply(ONE_INSTALLATION, what.found);
      return;
    case "mark gone":
      markGone(mirror, run);
      return;
    case "replace moved":
      replaceMoved(mirror, run);
      return;
    case "change a value":
      database.exec(
        "UPDATE metric SET value = 17.25, special = NULL WHERE (path, start_ms, id) IN (SELECT path, start_ms, id FROM metric LIMIT 1)",
      );
      return;
    case "remove one":
      database.exec(
        "DELETE FROM metric WHERE (path, start_ms, id) IN (SELECT path, start_ms, id FROM metric LIMIT 1)",
      );
      return;
    case "refresh":
      refreshRollup(mirror);
  }
}

describe("usage_by_month", () => {
  it("is what a scan of the metrics gives, to the last bit, whatever was written and whichever sums are kept", () => {
    expect(PLAIN_SCAN).toContain("FROM metric m");
    let rows = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        using world = testMirror();
        const { mirror } = world;
        for (const each of steps) {
          const run = startRun(mirror, 0);
          mirror.database.transaction(() => {
            take(mirror, run, each);
            expectRight(mirror); // of two minds: the writer sees what it wrote, the reader what was there before
          })();
          endRun(mirror, run, { endedMs: 0, requests: 0, complete: true, problem: null });
          expectRight(mirror);
        }
        rows += viewAndScan(mirror.database).view.split("\n").length;
      }),
      { numRuns: 60, seed: 4 },
    );
    expect(rows).toBeGreaterThan(300);
  });

  it("reads no metric of a project whose sums are kept", () => {
    using world = testMirror();
    storeWindow(world.mirror, [metricItem({ id: metricId(1), value: 5 })]);
    refreshRollup(world.mirror);
    world.mirror.database.exec("DROP TRIGGER metric_updated; UPDATE metric SET value = 6");
    expect(viewAndScan(world.mirror.database)).toMatchObject({
      view: expect.stringContaining(",5,h,1"),
      scan: expect.stringContaining(",6,h,1"),
    });
  });
});

describe("the kept sums", () => {
  it("are brought up to date where metrics changed, and nowhere else", () => {
    using world = testMirror();
    const { mirror } = world;
    const [one, two] = [
      metricItem({ id: metricId(1) }),
      metricItem({ id: metricId(2), installation_id: "I2" }),
    ];
    storeWindow(mirror, [one, two]);
    expect(isStale(mirror)).toEqual([true, true]);
    expect(refreshRollup(mirror)).toBe(2);
    expect(isStale(mirror)).toEqual([false, false]);

    storeWindow(mirror, [one, two]);
    const changes = () => mirror.database.prepare<[], number>("SELECT total_changes()").pluck().get();
    const before = changes();
    expect(refreshRollup(mirror)).toBe(0);
    expect(changes()).toBe(before);

    storeWindow(mirror, [one, { ...two, value: 7 }]);
    expect(isStale(mirror)).toEqual([false, true]);
    expect(refreshRollup(mirror)).toBe(1);
  });

  it.each([
    [
      "added",
      (mirror: Mirror) =>
        void storeWindow(mirror, [metricItem({ id: metricId(1) }), metricItem({ id: metricId(2) })]),
    ],
    ["changed", (mirror: Mirror) => void storeWindow(mirror, [metricItem({ id: metricId(1), value: 2 })])],
    ["removed", (mirror: Mirror) => void mirror.database.exec("DELETE FROM metric")],
    ["marked gone", (mirror: Mirror) => void mirror.database.exec("UPDATE metric SET gone_run = 1")],
  ])(
    "stand for nothing from the moment on that a metric is %s, or again if that is rolled back",
    (_what, write) => {
      using world = testMirror();
      const { mirror } = world;
      storeWindow(mirror, [metricItem({ id: metricId(1) })]);
      refreshRollup(mirror);
      const rollBack = mirror.database.transaction(() => {
        write(mirror);
        expect(isStale(mirror)).toEqual([true]);
        throw new Error("changed my mind");
      });
      expect(rollBack).toThrow("changed my mind");
      expect(isStale(mirror)).toEqual([false]);
      write(mirror);
      expect(isStale(mirror)).toEqual([true]);
    },
  );
});
