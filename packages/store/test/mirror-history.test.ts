import { mkdirSync } from "node:fs";

import type { MetricItem, UnitType } from "@argo-acc/core";
import { describe, expect, it } from "vitest";

import {
  type ChangeOptions,
  acquireLock,
  endRun,
  findChangeSpan,
  findRun,
  installationKind,
  isYetToCome,
  markEntitiesGone,
  markGone,
  type Mirror,
  openMetricWriter,
  openMirror,
  providerKind,
  readChanges,
  readRows,
  replaceMoved,
  revertRun,
  runState,
  startRun,
  storeEntities,
  unitTypeKind,
} from "../src/mirror/index.ts";
import { openFile } from "../src/file/open-file.ts";
import { MIRROR } from "../src/mirror/mirror.ts";
import { temporaryFolder } from "./file-support/temporary-folder.ts";
import { EVERYTHING, metricId, metricItem } from "./mirror-support/metric-items.ts";
import { rowsOf, type TestMirror, testMirror } from "./mirror-support/test-mirror.ts";

const SYSTEM = { kind: "system" } as const;
const ENDPOINT = "https://api.example.org/accounting-system";
const DAY = Date.parse("2024-05-01T00:00:00Z");
const HOUR = 3_600_000;

/** A run that reads these metrics and nothing else, twice, and ends an hour after it began. */
function readAll(mirror: Mirror, items: readonly MetricItem[], startedMs = 0): number {
  const run = startRun(mirror, startedMs);
  const writer = openMetricWriter(mirror, run, SYSTEM);
  writer.apply(EVERYTHING, items);
  writer.apply(EVERYTHING, items);
  replaceMoved(mirror, run);
  markGone(mirror, run);
  endRun(mirror, run, { endedMs: startedMs + HOUR, requests: 1, complete: true, problem: null });
  return run;
}

function withProvider(mirror: Mirror, name: string): number {
  const run = startRun(mirror, 0);
  storeEntities(mirror, run, providerKind, [{ id: "V1", name }]);
  endRun(mirror, run, { endedMs: HOUR, requests: 1, complete: true, problem: null });
  return run;
}

function withUnitTypes(mirror: Mirror, ...types: readonly UnitType[]): number {
  const run = startRun(mirror, 0);
  storeEntities(mirror, run, unitTypeKind, types);
  endRun(mirror, run, { endedMs: HOUR, requests: 1, complete: true, problem: null });
  return run;
}

const wasRows = (mirror: Mirror) => rowsOf(mirror, "SELECT run, first_run, value FROM metric_was");

function startingAt(start: string): Pick<MetricItem, "time_period_start" | "time_period_end"> {
  return { time_period_start: start, time_period_end: "2024-06-01T00:00:00Z" };
}

function moved(id: string, before = "", after = ""): readonly unknown[] {
  return [["changed", id, { time_period_start: { before, after } }]];
}

/** What happened to metrics, without their rows. */
function changesOf(mirror: Mirror, options: ChangeOptions = {}): readonly unknown[] {
  return [...readChanges(mirror, options)]
    .filter(({ entity }) => entity === "metrics")
    .map(({ change, id, fields }) => [change, id, fields]);
}

describe("what a row was", () => {
  it("is kept for rows that a later run changed, and for no other", () => {
    using test = testMirror();
    const { mirror } = test;
    const items = [metricItem({ id: metricId(1), value: 1 }), metricItem({ id: metricId(2), value: 2 })];
    readAll(mirror, items);
    readAll(mirror, items);
    expect(wasRows(mirror)).toEqual([]);
    readAll(mirror, [metricItem({ id: metricId(1), value: 10 }), metricItem({ id: metricId(2), value: 2 })]);
    expect(wasRows(mirror)).toEqual([{ run: 3, first_run: 1, value: 1 }]);
  });

  it("is what it was before the run, however often the run changes it", () => {
    using test = testMirror();
    const { mirror } = test;
    withProvider(mirror, "one");
    const run = startRun(mirror, 0);
    for (const name of ["two", "three"]) storeEntities(mirror, run, providerKind, [{ id: "V1", name }]);
    markEntitiesGone(mirror, run, providerKind, ["V1"]);
    expect(rowsOf(mirror, "SELECT run, name FROM provider_was")).toEqual([{ run: 2, name: "one" }]);
  });

  it("belongs to the run that stored it, though it was killed", () => {
    using test = testMirror();
    const { mirror, path } = test;
    withProvider(mirror, "one");
    storeEntities(mirror, startRun(mirror, 0), providerKind, [{ id: "V1", name: "two" }]);
    withProvider(mirror, "three");
    const names = [1, 2, 3].map((asOf) => {
      using past = openMirror(path, { readonly: true, asOf });
      return rowsOf(past, "SELECT name FROM providers");
    });
    expect(names).toEqual([[{ name: "one" }], [{ name: "two" }], [{ name: "three" }]]);
  });
});

/** A mirror whose first run ended at 01:00 of the day, whose second was killed, and whose third ended at 05:00. */
function mirrorWithRuns(): TestMirror {
  const test = testMirror();
  readAll(test.mirror, [], DAY);
  startRun(test.mirror, DAY + 2 * HOUR);
  readAll(test.mirror, [], DAY + 4 * HOUR);
  return test;
}

describe("a run", () => {
  it.each([
    [1, 1],
    [2, 2],
    ["2024-05-01T01:00:00Z", 1],
    ["2024-05-01T04:59:59.999Z", 1],
    ["2024-05-01T05:00:00Z", 3],
    ["2024-05-02", 3],
  ])("is found by %s: %i", (ref, id) => {
    using test = mirrorWithRuns();
    expect(findRun(test.mirror, ref).id).toBe(id);
  });

  it.each([
    [4, "there is no run 4", "name one from 1 to 3"],
    [0, "there is no run 0", "name one from 1 to 3"],
    [1.5, "there is no run 1.5", "name one from 1 to 3"],
    [
      "2024-05-01",
      "had ended by 2024-05-01",
      "name a time from 2024-05-01T01:00:00Z on, when the first run ended; changes --since 0 begins before it",
    ],
    ["yesterday", '"yesterday" is no run and no time', "a day such as"],
  ])("that is not there is refused: %s", (ref, message, cure) => {
    using test = mirrorWithRuns();
    expect(() => findRun(test.mirror, ref)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(message),
        cure: expect.stringContaining(cure),
      }),
    );
  });

  it.each([
    ["behind in one run", [1, 2, 3, -9000, 5], 1, 1],
    ["behind in one run", [1, 2, 3, -9000, 5], 4, 4],
    ["behind in one run", [1, 2, 3, -9000, 5], 5, 5],
    ["ahead in one run", [1, 9000, 3, 4], 1, 1],
    ["ahead in one run", [1, 9000, 3, 4], 3, 3],
    ["ahead in one run", [1, 9000, 3, 4], 9001, 4],
    ["put right between two runs", [2, 1], 1, 2],
    ["put right between two runs", [2, 1], 3, 2],
    ["the same for two runs", [1, 1, 2], 1, 2],
  ])("is found by time though the clock was %s: %j by hour %i", (_, hours, by, id) => {
    using test = testMirror();
    for (const hour of hours) readAll(test.mirror, [], DAY + (hour - 1) * HOUR);
    expect(findRun(test.mirror, new Date(DAY + by * HOUR).toISOString()).id).toBe(id);
  });

  it.each([1, "2024-05-01"])("is not found in a mirror without any: %s", (ref) => {
    using test = testMirror();
    expect(() => findRun(test.mirror, ref)).toThrow(
      expect.objectContaining({ cure: expect.stringContaining("argo-acc pull") }),
    );
  });
});

describe("what became of a run", () => {
  it("is that it was killed, if another followed or nobody has the lock", () => {
    using test = mirrorWithRuns();
    const { mirror, path } = test;
    const stateOf = (run: number) => runState(mirror, findRun(mirror, run));
    expect([1, 2, 3].map(stateOf)).toEqual(["ended", "killed", "ended"]);
    using past = openMirror(path, { readonly: true, asOf: 2 });
    startRun(mirror, 0);
    expect(stateOf(4)).toBe("killed");
    using lock = acquireLock(path, "argo-acc pull");
    expect([2, 4].map(stateOf)).toEqual(["killed", "running"]);
    expect(runState(past, findRun(past, 2))).toBe("killed"); // though it is the newest that is shown
    lock.release();
  });

  it("is not that it was killed, if it ended after its record was read", () => {
    using test = testMirror();
    const { mirror } = test;
    const record = findRun(mirror, startRun(mirror, 0));
    endRun(mirror, record.id, { endedMs: HOUR, requests: 1, complete: true, problem: null });
    expect(runState(mirror, record)).toBe("running");
  });

  it("is not known where the lock cannot be looked at", () => {
    using test = testMirror();
    const record = findRun(test.mirror, startRun(test.mirror, 0));
    mkdirSync(`${test.path}.lock`);
    expect(runState(test.mirror, record)).toBe("unknown");
  });
});

describe("a time that names a run", () => {
  it.each([
    ["2024-05-01", false],
    ["9999-05-01", true],
    ["9999-05-01T12:00:00Z", true],
    [9999, false],
  ])("is yet to come: %s %s", (ref, expected) => {
    expect(isYetToCome(ref)).toBe(expected);
  });
});

describe("a mirror as of a run", () => {
  it("is only read", () => {
    using test = testMirror();
    readAll(test.mirror, []);
    expect(() => openMirror(test.path, { asOf: 1 })).toThrow("cannot be opened as of run 1 for writing");
  });

  it("answers queries over the tables as over the views, and counts what there was", () => {
    using test = testMirror();
    const { mirror, path } = test;
    readAll(mirror, [metricItem({ id: metricId(1), value: 1 }), metricItem({ id: metricId(2), value: 2 })]);
    readAll(mirror, [metricItem({ id: metricId(1), value: 10 })]);
    using past = openMirror(path, { readonly: true, asOf: 1 });
    expect(rowsOf(past, "SELECT sum(value) AS total FROM metrics")).toEqual([{ total: 3 }]);
    expect(rowsOf(past, "SELECT sum(value) AS total FROM metric WHERE gone_run IS NULL")).toEqual([
      { total: 3 },
    ]);
    expect(rowsOf(past, "SELECT month, total, count FROM usage_by_month")).toEqual([
      { month: "2024-01", total: 3, count: 2 },
    ]);
    expect(past.status()).toMatchObject({ metrics: 2, last_run: { id: 1 } });
    expect(past.asOf).toMatchObject({ id: 1, complete: true });
    expect(mirror.status()).toMatchObject({ metrics: 1, last_run: { id: 2 } });
  });

  it("still knows the name of an installation that was gone by then", () => {
    using test = testMirror();
    const { mirror, path } = test;
    const run = readAll(mirror, [metricItem({ id: metricId(1) })]);
    const installation = { id: "I1", project: "prj", organisation: "V1", installation: "compute" };
    storeEntities(mirror, run, installationKind, [{ ...installation, infrastructure: null }]);
    markEntitiesGone(mirror, readAll(mirror, [metricItem({ id: metricId(1) })]), installationKind, ["I1"]);
    readAll(mirror, []);
    using past = openMirror(path, { readonly: true, asOf: 2 });
    expect(rowsOf(past, "SELECT installation FROM metrics")).toEqual([{ installation: "compute" }]);
    expect(rowsOf(past, "SELECT id FROM installations")).toEqual([]);
  });

  it("stays as it was while later runs write", () => {
    using test = testMirror();
    const { mirror, path } = test;
    readAll(mirror, [metricItem({ id: metricId(1), value: 1 })]);
    using past = openMirror(path, { readonly: true, asOf: 1 });
    readAll(mirror, [metricItem({ id: metricId(1), value: 2 }), metricItem({ id: metricId(2), value: 5 })]);
    expect(rowsOf(past, "SELECT value FROM metrics")).toEqual([{ value: 1 }]);
  });

  it.each([
    "SELECT count(*) FROM metrics",
    "SELECT metric_name, sum(value) FROM metrics GROUP BY 1",
    "SELECT * FROM usage_by_month",
  ])("reads the metrics as they come, without a copy of them: %s", (sql) => {
    using test = testMirror();
    readAll(test.mirror, [metricItem({ id: metricId(1) })]);
    using past = openMirror(test.path, { readonly: true, asOf: 1 });
    const plan = rowsOf(past, `EXPLAIN QUERY PLAN ${sql}`).map(({ detail }) => detail);
    expect(plan.length).toBeGreaterThan(5);
    expect(plan).not.toContain("MATERIALIZE metric");
  });
});

describe("the changes between two runs", () => {
  const [one, two, three] = [metricId(1), metricId(2), metricId(3)];

  it("are those of the newest run, unless others are named", () => {
    using test = testMirror();
    const { mirror } = test;
    readAll(mirror, [metricItem({ id: one, value: 1 }), metricItem({ id: two, value: 2 })]);
    readAll(mirror, [metricItem({ id: one, value: 3 }), metricItem({ id: three, value: 4 })]);
    expect(changesOf(mirror)).toEqual([
      ["added", three, {}],
      ["changed", one, { value: { before: 1, after: 3 } }],
      ["gone", two, {}],
    ]);
    expect(changesOf(mirror, { until: 1 })).toEqual([
      ["added", one, {}],
      ["added", two, {}],
    ]);
    expect(changesOf(mirror, { since: 0 })).toEqual([
      ["added", three, {}],
      ["added", one, {}],
    ]);
    expect(changesOf(mirror, { since: 2 })).toEqual([]);
  });

  it("are those since the last run that ended, also of runs that were killed after it", () => {
    using test = testMirror();
    const { mirror } = test;
    withProvider(mirror, "one");
    storeEntities(mirror, startRun(mirror, 0), providerKind, [{ id: "V1", name: "two" }]);
    expect(findChangeSpan(mirror)).toEqual({ since: 1, until: 2 });
    startRun(mirror, 0);
    withProvider(mirror, "two");
    expect(findChangeSpan(mirror)).toEqual({ since: 1, until: 4 });
    const [change, ...more] = readChanges(mirror);
    expect([change?.fields, more]).toEqual([{ name: { before: "one", after: "two" } }, []]);
    expect([1, 2, 3].map((until) => findChangeSpan(mirror, { until }).since)).toEqual([0, 1, 1]);
  });

  it("tell a metric whose start moved as one change, also where it moved several times, and back", () => {
    using test = testMirror();
    const { mirror } = test;
    const starts = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-01-01"].map((day) => `${day}T00:00:00Z`);
    for (const start of starts) readAll(mirror, [metricItem({ id: one, ...startingAt(start) })]);
    expect(changesOf(mirror, { since: 1, until: 2 })).toEqual(moved(one, starts[0], starts[1]));
    expect(changesOf(mirror, { since: 1, until: 3 })).toEqual(moved(one, starts[0], starts[2]));
    expect(changesOf(mirror, { since: 3, until: 4 })).toEqual(moved(one, starts[2], starts[3]));
    expect(changesOf(mirror, { since: 1, until: 4 })).toEqual([]);
  });

  it("tell what was gone and came back, with what it came back as", () => {
    using test = testMirror();
    const { mirror } = test;
    readAll(mirror, [metricItem({ id: one, value: 1 })]);
    readAll(mirror, []);
    readAll(mirror, [metricItem({ id: one, value: 2 })]);
    expect(changesOf(mirror)).toEqual([["returned", one, { value: { before: 1, after: 2 } }]]);
    expect(changesOf(mirror, { since: 1 })).toEqual([["changed", one, { value: { before: 1, after: 2 } }]]);
  });

  it("tell groups, contexts and values that are not finite as the view has them", () => {
    using test = testMirror();
    const { mirror } = test;
    readAll(mirror, [metricItem({ id: one, value: 0 })]);
    readAll(mirror, [metricItem({ id: one, value: -0, project: "NEW", group_id: "" })]);
    readAll(mirror, [metricItem({ id: one, value: Number.NaN, project: "NEW", group_id: "" })]);
    expect(changesOf(mirror, { until: 2 })).toEqual([
      [
        "changed",
        one,
        {
          value: { before: 0, after: -0 },
          project: { before: "PRJ", after: "NEW" },
          group_id: { before: null, after: "" },
        },
      ],
    ]);
    expect(changesOf(mirror)).toEqual([["changed", one, { value: { before: -0, after: "NaN" } }]]);
  });

  it("have the whole row, of what is gone as it was", () => {
    using test = testMirror();
    const { mirror } = test;
    readAll(mirror, [metricItem({ id: one, value: 7, installation_id: "I9" })]);
    const [columns, [row]] = [readRows(mirror, "metrics").columns, [...readRows(mirror, "metrics").rows]];
    readAll(mirror, []);
    const [gone] = readChanges(mirror);
    expect(gone?.row).toEqual(Object.fromEntries(columns.map((name, index) => [name, row?.[index]])));
  });

  it("tell of the catalogue first", () => {
    using test = testMirror();
    const { mirror } = test;
    withProvider(mirror, "one");
    withProvider(mirror, "two");
    expect([...readChanges(mirror)]).toEqual([
      {
        entity: "providers",
        change: "changed",
        id: "V1",
        row: expect.objectContaining({ id: "V1", name: "two" }),
        fields: { name: { before: "one", after: "two" } },
      },
    ]);
  });

  it("are refused where the later run is named first", () => {
    using test = testMirror();
    readAll(test.mirror, []);
    readAll(test.mirror, []);
    expect(() => [...readChanges(test.mirror, { since: 2, until: 1 })]).toThrow("run 2 is later than run 1");
  });

  it("are read as they are asked for, and may be left off", () => {
    using test = testMirror();
    readAll(test.mirror, [metricItem({ id: one }), metricItem({ id: two })]);
    using reader = openMirror(test.path, { readonly: true });
    const changes = readChanges(reader, { since: 0 });
    const found = changes.find(({ entity }) => entity === "metrics");
    expect(found?.id).toBe(one);
    const more = readChanges(reader, { since: 0 });
    while (more.next().value?.entity !== "metrics");
    expect(() => reader.close()).toThrow("busy"); // there is more to read
    more.return();
    expect(() => reader.close()).not.toThrow();
  });
});

/** A mirror that was made before mirrors kept their past, with two runs, opened by this version. */
function upgradedMirror(path: string): Mirror {
  const old = openFile(
    path,
    { ...MIRROR, migrations: MIRROR.migrations.slice(0, 2) },
    { endpoint: ENDPOINT },
  );
  old.database.exec(
    "INSERT INTO run (id, kind, started_ms, ended_ms) VALUES (1, 'pull', 0, 0), (2, 'pull', 0, 0)",
  );
  old.database.close();
  return openMirror(path, { endpoint: ENDPOINT });
}

describe("a mirror of which the beginning is not known", () => {
  it("shows no state from before mirrors kept their past, no change from there, and takes no run back", () => {
    using folder = temporaryFolder();
    const path = folder.file("mirror.db");
    using mirror = upgradedMirror(path);
    expect(() => revertRun(mirror, 2)).toThrow("what was before it is not known");
    readAll(mirror, [metricItem({ id: metricId(1) })]);
    const refused = expect.objectContaining({
      message: expect.stringContaining("at the end of run 1 is not known any more"),
      cure: expect.stringContaining("name run 2 or a later one"),
    });
    expect(() => openMirror(path, { readonly: true, asOf: 1 })).toThrow(refused);
    expect(() => [...readChanges(mirror, { since: 1 })]).toThrow(refused);
    using past = openMirror(path, { readonly: true, asOf: 2 });
    expect(rowsOf(past, "SELECT id FROM metrics")).toEqual([]);
    expect([...readChanges(mirror, { since: 2 })].map(({ change }) => change)).toEqual(["added", "added"]);
    expect([...readChanges(mirror, { since: 0 })]).toHaveLength(2);
  });

  it("says that it does not know what the last run before that changed, and how to go on", () => {
    using folder = temporaryFolder();
    using mirror = upgradedMirror(folder.file("mirror.db"));
    const refused = expect.objectContaining({
      message: expect.stringMatching(/^what run 2 of .* changed is not known$/),
      cure: expect.stringContaining("--since 0 for all it then held"),
    });
    expect(() => findChangeSpan(mirror)).toThrow(refused);
    readAll(mirror, []);
    expect(() => findChangeSpan(mirror, { until: 2 })).toThrow(refused);
    expect(findChangeSpan(mirror, { since: 0, until: 2 })).toEqual({ since: 0, until: 2 });
    expect(findChangeSpan(mirror)).toEqual({ since: 2, until: 3 });
  });

  it("tells from the first run it knows on, though that one was killed", () => {
    using folder = temporaryFolder();
    using mirror = upgradedMirror(folder.file("mirror.db"));
    mirror.database.exec("UPDATE run SET ended_ms = NULL WHERE id = 2");
    readAll(mirror, []);
    expect(findChangeSpan(mirror)).toEqual({ since: 2, until: 3 });
  });

  it("does not call types new that it only then began to keep", () => {
    using folder = temporaryFolder();
    using mirror = upgradedMirror(folder.file("mirror.db"));
    readAll(mirror, []); // reads no types
    withUnitTypes(mirror, { id: "U1", unit_type: "h", description: "hour" });
    withUnitTypes(mirror, { id: "U1", unit_type: "h", description: "hours" }, { id: "U2", unit_type: "s" });
    const types = (options: ChangeOptions) =>
      [...readChanges(mirror, options)].map(({ change, id, fields }) => [change, id, Object.keys(fields)]);
    expect(types({ until: 4 })).toEqual([]);
    for (const since of [2, 3, 4]) {
      expect(types({ since })).toEqual([
        ["changed", "U1", ["description"]],
        ["added", "U2", []],
      ]);
    }
    expect(types({ since: 2, until: 3 })).toEqual([]);
    expect(types({ since: 0 }).map(([change]) => change)).toEqual(["added", "added"]);
  });
});

describe("taking a run back", () => {
  it("is refused for any but the newest", () => {
    using test = testMirror();
    readAll(test.mirror, []);
    readAll(test.mirror, []);
    expect(() => revertRun(test.mirror, 1)).toThrow("the newest is 2");
  });

  it("leaves a mirror that a run can begin on as if that one had not been", () => {
    using test = testMirror();
    const { mirror } = test;
    readAll(mirror, [metricItem({ id: metricId(1), value: 1 })]);
    readAll(mirror, [metricItem({ id: metricId(2), value: 2 })]);
    revertRun(mirror, 2);
    expect(wasRows(mirror)).toEqual([]);
    expect(mirror.status()).toMatchObject({ metrics: 1, last_run: { id: 1 } });
    expect(readAll(mirror, [metricItem({ id: metricId(1), value: 1 })])).toBe(2);
    expect(rowsOf(mirror, "SELECT added, changed, gone FROM runs WHERE id = 2")).toEqual([
      { added: 0, changed: 0, gone: 0 },
    ]);
  });
});
