import { describe, expect, it } from "vitest";

import type { Grant, MetricItem, MetricWindow } from "@argo-acc/core";

import {
  keepOneOfEach,
  markGone,
  type Mirror,
  openMetricWriter,
  readKnownWindows,
  replaceMoved,
  startRun,
} from "../src/mirror/index.ts";
import { EVERYTHING, metricId, metricItem } from "./mirror-support/metric-items.ts";
import { rowsOf, testMirror } from "./mirror-support/test-mirror.ts";

const SYSTEM: Grant = { kind: "system" };
const PROJECT: Grant = { kind: "project", project_id: "prj" };
const MARCH = "2024-03-01T00:00:00Z";
const APRIL = "2024-04-01T00:00:00Z";

const EARLY: MetricWindow = { ...EVERYTHING, startUntil: Date.parse(MARCH) };
const LATE: MetricWindow = { ...EVERYTHING, startFrom: Date.parse(MARCH) };
const january = (id: number, more: Partial<MetricItem> = {}) => metricItem({ id: metricId(id), ...more });
const march = (id: number) =>
  metricItem({ id: metricId(id), time_period_start: MARCH, time_period_end: APRIL });

/** Reads the whole system in two windows, in a run of its own. */
function readSystem(mirror: Mirror): number {
  const run = startRun(mirror, 0);
  const writer = openMetricWriter(mirror, run, SYSTEM);
  writer.apply(EARLY, [january(1), january(2)], { keep: { digest: "early", planned: EARLY } });
  writer.apply(LATE, [march(3)], { keep: { digest: "late", planned: LATE } });
  return run;
}

const digests = (mirror: Mirror, grant: Grant = SYSTEM) =>
  readKnownWindows(mirror, grant).map(({ digest }) => digest);

describe("the windows of a reading", () => {
  it("are kept with the number of their rows and their digest", () => {
    using test = testMirror();
    readSystem(test.mirror);
    expect(readKnownWindows(test.mirror, SYSTEM)).toEqual([
      { window: EARLY, rows: 2, digest: "early" },
      { window: LATE, rows: 1, digest: "late" },
    ]);
    expect(readKnownWindows(test.mirror, PROJECT)).toEqual([]);
  });

  it("take the place of the known window they are part of", () => {
    using test = testMirror();
    readSystem(test.mirror);
    const writer = openMetricWriter(test.mirror, startRun(test.mirror, 0), SYSTEM);
    const [first, second] = [
      { ...EARLY, pathUntil: "prj.V1.I2" },
      { ...EARLY, pathFrom: "prj.V1.I2" },
    ];
    writer.apply(first, [january(1), january(2)], { keep: { digest: "first", planned: EARLY } });
    writer.apply(second, [], { keep: { digest: "second", planned: EARLY } });
    expect(readKnownWindows(test.mirror, SYSTEM)).toEqual([
      { window: first, rows: 2, digest: "first" },
      { window: LATE, rows: 1, digest: "late" },
      { window: second, rows: 0, digest: "second" },
    ]);
  });

  it("lose no digest by a reading that finds everything as it was", () => {
    using test = testMirror();
    readSystem(test.mirror);
    const writer = openMetricWriter(test.mirror, startRun(test.mirror, 0), PROJECT);
    writer.apply(EVERYTHING, [january(1), january(2), march(3)], { keep: { digest: "all" } });
    expect(digests(test.mirror)).toEqual(["early", "late"]);
    expect(digests(test.mirror, PROJECT)).toEqual(["all"]);
  });

  it("count rows that were not looked at as unchanged, and write nothing else for them", () => {
    using test = testMirror();
    const run = readSystem(test.mirror);
    openMetricWriter(test.mirror, run, SYSTEM).countUnchanged(7);
    expect(rowsOf(test.mirror, `SELECT added, unchanged FROM runs WHERE id = ${run}`)).toEqual([
      { added: 3, unchanged: 7 },
    ]);
  });
});

describe("a digest is forgotten, and the window kept,", () => {
  /** What changes rows, in a run after the one that kept the windows, and which digests it leaves. */
  const CHANGES: readonly (readonly [
    name: string,
    change: (mirror: Mirror, run: number) => void,
    left: readonly (string | null)[],
  ])[] = [
    [
      "where a row is missing from the window itself",
      (mirror, run) =>
        openMetricWriter(mirror, run, SYSTEM).apply(EARLY, [january(1)], {
          keep: { digest: "new", planned: EARLY },
        }),
      [null, "late"],
    ],
    [
      "where another grant's reading changes a row",
      (mirror, run) =>
        openMetricWriter(mirror, run, PROJECT).apply(EARLY, [january(1, { value: 2 }), january(2)], {
          keep: { digest: "project's" },
        }),
      [null, "late"],
    ],
    [
      "where another grant's reading adds a row",
      (mirror, run) =>
        openMetricWriter(mirror, run, PROJECT).apply(LATE, [march(3), march(4)], {
          keep: { digest: "project's" },
        }),
      ["early", null],
    ],
    [
      "where another grant's reading lacks a row",
      (mirror, run) => openMetricWriter(mirror, run, PROJECT).apply(LATE, []),
      ["early", null],
    ],
    [
      "where a second reading of the same grant changes a row",
      (mirror, run) =>
        openMetricWriter(mirror, run, SYSTEM).apply(EARLY, [january(1, { value: 2 }), january(2)]),
      [null, "late"],
    ],
    [
      "where a reading of one definition changes a row",
      (mirror, run) =>
        openMetricWriter(mirror, run, SYSTEM).apply(EARLY, [january(1, { value: 2 }), january(2)], {
          metric_definition_id: january(1).metric_definition_id,
        }),
      [null, "late"],
    ],
    [
      "where pages show a changed row",
      (mirror, run) => openMetricWriter(mirror, run, SYSTEM).store([january(1, { value: 2 })]),
      [null, "late"],
    ],
    [
      "where pages show a new row",
      (mirror, run) => openMetricWriter(mirror, run, SYSTEM).store([march(9)]),
      ["early", null],
    ],
    [
      "where pages prove that a row is missing",
      (mirror, run) => openMetricWriter(mirror, run, SYSTEM).prove(LATE, () => false),
      ["early", null],
    ],
    [
      "where a row moved away",
      (mirror, run) => {
        const writer = openMetricWriter(mirror, run, SYSTEM);
        writer.apply(EARLY, [january(1)], { keep: { digest: "new", planned: EARLY } });
        const moved = { time_period_start: MARCH, time_period_end: APRIL };
        writer.apply(LATE, [january(2, moved), march(3)], { keep: { digest: "newer", planned: LATE } });
        replaceMoved(mirror, run);
      },
      [null, "newer"],
    ],
    [
      "where one of two rows of a metric is taken away",
      (mirror, run) => {
        const writer = openMetricWriter(mirror, run, SYSTEM);
        const moved = { time_period_start: MARCH, time_period_end: APRIL };
        writer.apply(LATE, [january(2, moved), march(3)], { keep: { digest: "newer", planned: LATE } });
        keepOneOfEach(mirror, run, writer.addedTo);
      },
      [null, "newer"],
    ],
    [
      "where a run is taken away",
      (mirror, run) => mirror.database.exec(`DELETE FROM run WHERE id = ${run}`),
      [null, null],
    ],
  ];

  it.each(CHANGES)("%s", (_name, change, left) => {
    using test = testMirror();
    readSystem(test.mirror);
    change(test.mirror, startRun(test.mirror, 0));
    expect(digests(test.mirror)).toEqual(left);
  });

  it("where rows are marked as gone, whoever kept it since they were missed", () => {
    using test = testMirror();
    const { mirror } = test;
    readSystem(mirror);
    const run = startRun(mirror, 0);
    const writer = openMetricWriter(mirror, run, PROJECT);
    writer.apply(LATE, []);
    writer.apply(LATE, []);
    // as if a window had been read meanwhile that still had the row
    openMetricWriter(mirror, run, SYSTEM).apply(LATE, [march(3)], {
      keep: { digest: "seen", planned: LATE },
    });
    writer.apply(LATE, []);
    mirror.database.exec("UPDATE known_window SET digest = 'certain'; UPDATE suspect SET misses = 2");
    markGone(mirror, run);
    expect(digests(mirror)).toEqual(["certain", null]);
  });
});

describe("a reading of one definition", () => {
  const OTHER = { ...january(1).metric_definition, metric_definition_id: "507f1f77bcf86cd7994390bb" };

  it("suspects only rows of that definition, and sees that a row has become one of it", () => {
    using test = testMirror();
    const { mirror } = test;
    readSystem(mirror);
    const run = startRun(mirror, 0);
    const writer = openMetricWriter(mirror, run, SYSTEM);
    const other = { metric_definition: OTHER, metric_definition_id: OTHER.metric_definition_id };
    const counts = writer.apply(EVERYTHING, [january(1, other)], {
      metric_definition_id: OTHER.metric_definition_id,
    });
    expect(counts).toEqual({ added: 0, changed: 1, gone: 0, unchanged: 0 });
    expect(mirror.database.prepare("SELECT count(*) FROM suspect").pluck().get()).toBe(0);
    writer.apply(EVERYTHING, [january(2)], { metric_definition_id: january(1).metric_definition_id });
    expect(mirror.database.prepare("SELECT start_ms FROM suspect").pluck().all()).toEqual([
      Date.parse(MARCH),
    ]);
  });
});

describe("what pages show", () => {
  it("is stored without a word about the rest, which only a proof suspects", () => {
    using test = testMirror();
    const { mirror } = test;
    readSystem(mirror);
    const writer = openMetricWriter(mirror, startRun(mirror, 0), SYSTEM);
    expect(writer.store([january(1), january(5)])).toEqual({ added: 1, changed: 0, gone: 0, unchanged: 1 });
    expect(mirror.database.prepare("SELECT count(*) FROM suspect").pluck().get()).toBe(0);
    const there = new Set([metricId(1), metricId(3), metricId(5)]);
    writer.prove(EVERYTHING, (id) => there.has(id));
    expect(rowsOf(mirror, "SELECT lower(hex(id)) AS id, misses FROM suspect")).toEqual([
      { id: metricId(2), misses: 1 },
    ]);
  });

  it("misses a suspect once more that is there by its id, but was not seen at this start", () => {
    using test = testMirror();
    const { mirror } = test;
    readSystem(mirror);
    const writer = openMetricWriter(mirror, startRun(mirror, 0), SYSTEM);
    mirror.database.exec("INSERT INTO suspect SELECT path, start_ms, id, 2, 0 FROM metric");
    writer.store([january(1), january(2)]);
    writer.prove(EVERYTHING, () => true);
    expect(rowsOf(mirror, "SELECT lower(hex(id)) AS id, misses FROM suspect")).toEqual([
      { id: metricId(3), misses: 1 },
    ]);
  });
});
