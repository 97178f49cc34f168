import { comparePaths, type Grant, type MetricItem, type MetricWindow } from "@argo-acc/core";
import type { KnownWindow, WindowReading } from "@argo-acc/client";
import fc from "fast-check";
import { expect, test } from "vitest";

import { readAll } from "../src/walk/read-all.ts";
import { testTransport } from "./support/clients.ts";
import { pathOf, type StoredMetric } from "./support/metric-population.ts";
import { metricService } from "./support/metric-service.ts";

const SECOND = 1000;
const LIMITS = { size: 10, target: 7 };
const FIRST = Date.UTC(2024, 1, 28);

const projectId = fc.constantFrom("P", "P-1", "P.x", "p é", "\u{FFFF}", "\u{10000}");
const metric = fc.record({
  project_id: projectId,
  provider: fc.constantFrom("V", "V/", "v 2"),
  installation_id: fc.constantFrom("I", "I1", "i", "10", "9", "ü", "\u{1F600}", "~", "!"),
  metric_definition_id: fc.constantFrom("d1", "d2", "d3"),
  start: fc.oneof(
    fc.constantFrom(0, 1, 999, 1000, 1001).map((ms) => FIRST + ms),
    fc.integer({ min: 0, max: 500 }).map((hour) => FIRST + hour * 3600 * SECOND),
    fc.constantFrom(-62_135_596_800_000, 253_402_300_799_000, -62_198_755_200_000).map((ms) => ms),
  ),
  value: fc.oneof(
    fc.constantFrom(0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY),
    fc.integer({ min: 0, max: 40 }),
  ),
  group_id: fc.constantFrom(undefined, "", "g", "2024-01-01T00:00:00Z"),
  user_id: fc.constantFrom(undefined, "u1", "u2", "U1"),
});

const anyPath = fc.constantFrom(
  null,
  "",
  "P",
  "P-1.V.I",
  "P.V",
  "P.V.10",
  "P.V.I",
  "P.V.I\0",
  "P.V/.ü",
  "\u{10000}",
);
const anyEdge = fc.constantFrom(
  null,
  FIRST - SECOND,
  FIRST,
  FIRST + SECOND,
  FIRST + 3600 * 100 * SECOND,
  FIRST + 1,
);

/** Windows that nobody has checked, with digests that nobody has made. */
const handedOver = fc.array(
  fc.record({
    window: fc.record({ pathFrom: anyPath, pathUntil: anyPath, startFrom: anyEdge, startUntil: anyEdge }),
    rows: fc.integer({ min: 0, max: 20 }),
    digest: fc.constantFrom(null, "", "no digest"),
  }),
  { maxLength: 6 },
);

const world = fc.record({
  known: fc.option(handedOver, { nil: undefined }),
  // many rows are repeated with another user or value, so that starts collide
  metrics: fc
    .array(fc.record({ metric, copies: fc.constantFrom(1, 1, 2, 9, 30) }), { maxLength: 30 })
    .map((kinds) => kinds.flatMap(({ metric: kind, copies }) => copiesOf(kind, copies)))
    .map((metrics): StoredMetric[] =>
      metrics.map((kind, index) => ({ ...kind, id: index.toString(16).padStart(24, "0") })),
    ),
  kind: fc.constantFrom("system", "project", "provider", "installation"),
  listed: fc.boolean(),
  expects: fc.boolean(),
  start: fc.constantFrom(undefined, "2024-02-28T00:00:01Z", "2024-03-01"),
  end: fc.constantFrom(undefined, "2024-03-05", "2024-03-10T12:00:00Z"),
});

function copiesOf(kind: Omit<StoredMetric, "id">, copies: number): Omit<StoredMetric, "id">[] {
  return Array.from({ length: copies }, (_, copy) => ({
    ...kind,
    value: copy === 29 ? Number.NaN : kind.value + Math.floor(copy / 4),
  }));
}

function grantOf(kind: string, metrics: readonly StoredMetric[]): Grant {
  const [first] = metrics;
  const project_id = first?.project_id ?? "P";
  const provider_id = first?.provider ?? "V";
  if (kind === "project") return { kind, project_id };
  if (kind === "provider") return { kind, project_id, provider_id };
  if (kind === "installation") {
    return { kind, project_id, provider_id, installation_id: first?.installation_id ?? "I" };
  }
  return { kind: "system" };
}

function isGranted(grant: Grant, row: StoredMetric): boolean {
  return (
    (grant.kind === "system" || row.project_id === grant.project_id) &&
    (grant.kind === "system" || grant.kind === "project" || row.provider === grant.provider_id) &&
    (grant.kind !== "installation" || row.installation_id === grant.installation_id)
  );
}

function lies(row: StoredMetric, window: MetricWindow): boolean {
  const path = pathOf(row);
  return (
    (window.pathFrom === null || comparePaths(path, window.pathFrom) >= 0) &&
    (window.pathUntil === null || comparePaths(path, window.pathUntil) < 0) &&
    (window.startFrom === null || row.start >= window.startFrom) &&
    (window.startUntil === null || row.start < window.startUntil)
  );
}

/** Where, along the starts at each path edge, a window does not begin where the one before it ends. */
function gaps(
  windows: readonly WindowReading[],
  root: Pick<MetricWindow, "startFrom" | "startUntil">,
): string[] {
  const found: string[] = [];
  for (const path of new Set(windows.map(({ window }) => window.pathFrom))) {
    const column = windows
      .map(({ window }) => window)
      .filter((window) => holdsPath(window, path))
      .toSorted((a, b) => (a.startFrom ?? -Infinity) - (b.startFrom ?? -Infinity));
    let edge = root.startFrom;
    for (const window of column) {
      if (window.startFrom !== edge) found.push(`at ${path}: ${edge} and ${window.startFrom}`);
      edge = window.startUntil;
    }
    if (edge !== root.startUntil) found.push(`at ${path}: ends at ${edge}`);
  }
  return found;
}

/** `null` is the beginning of all paths. */
function holdsPath({ pathFrom, pathUntil }: MetricWindow, path: string | null): boolean {
  if (path === null) return pathFrom === null;
  return (
    (pathFrom === null || comparePaths(pathFrom, path) <= 0) &&
    (pathUntil === null || comparePaths(path, pathUntil) < 0)
  );
}

function instantOf(text: string | undefined): number | null {
  return text === undefined ? null : Date.parse(text);
}

/** Search knows no second before year 1, nor after 9999: what lies there cannot be told apart by time. */
function searchableSecond(start: number): number {
  const second = Math.floor(start / SECOND) * SECOND;
  return Math.min(
    Math.max(second, Date.parse("0001-01-01T00:00:00Z") - 1),
    Date.parse("9999-12-31T23:59:58Z"),
  );
}

test("the windows of a reading tile what was asked for and hold exactly the rows there are", async () => {
  await fc.assert(
    fc.asyncProperty(world, async ({ metrics, known, kind, listed, expects, start, end }) => {
      const grant = grantOf(kind, metrics);
      const service = metricService(metrics, listed ? {} : { paths: [] });
      const expected = expects
        ? new Map(metrics.map((row, index) => [pathOf(row), index % 20] as const))
        : undefined;
      const options = { start, end, expected, known };
      const settings = { limits: LIMITS, now: () => Date.UTC(2026, 0) };
      const windows: WindowReading[] = [];
      const reading = readAll(testTransport(service.fetch), grant, options, settings);
      for await (const window of reading.windows()) windows.push(window);

      const inTime = metrics.filter(
        (row) =>
          (start === undefined || row.start >= Date.parse(start)) &&
          (end === undefined || row.start < Date.parse(end)),
      );
      const holes = windows.filter(({ outcome }) => outcome === "hole").map(({ window }) => window);
      const wanted = inTime.filter((row) => isGranted(grant, row) && !holes.some((hole) => lies(row, hole)));
      const ids = windows.flatMap((window) =>
        window.outcome === "read" ? window.items.map(({ id }) => id) : [],
      );
      expect(ids.toSorted()).toEqual(wanted.map(({ id }) => id).toSorted());
      for (const row of inTime.filter((candidate) => isGranted(grant, candidate))) {
        expect(windows.filter(({ window }) => lies(row, window))).toHaveLength(1);
      }
      for (const hole of holes) {
        const rows = metrics.filter((row) => lies(row, hole));
        expect(rows.length).toBeGreaterThanOrEqual(LIMITS.size);
        expect(new Set(rows.map((row) => pathOf(row) + searchableSecond(row.start))).size).toBe(1);
      }
      expect(gaps(windows, { startFrom: instantOf(start), startUntil: instantOf(end) })).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

const spoiled = fc
  .array(
    fc.record({
      installation_id: fc.constantFrom("I1", "I2", "I3", "I4", "I5"),
      day: fc.integer({ min: 0, max: 400 }),
      poisoned: fc.constantFrom(false, false, false, false, true),
    }),
    { maxLength: 60 },
  )
  .map((rows) =>
    rows.map(({ day, ...row }, index): StoredMetric => ({
      ...row,
      id: index.toString(16).padStart(24, "0"),
      project_id: "P",
      provider: "V",
      metric_definition_id: "d1",
      start: FIRST + day * 24 * 3600 * SECOND + index * SECOND,
      value: index,
    })),
  );

test("a metric that cannot be printed costs at most its installation and a day, wherever it lies", async () => {
  await fc.assert(
    fc.asyncProperty(spoiled, fc.boolean(), async (metrics, listed) => {
      const service = metricService(metrics, listed ? {} : { paths: [] });
      const settings = { limits: LIMITS, now: () => Date.UTC(2026, 0) };
      const read: string[] = [];
      const holes: MetricWindow[] = [];
      for await (const reading of readAll(
        testTransport(service.fetch),
        { kind: "system" },
        {},
        settings,
      ).windows()) {
        if (reading.outcome === "hole") holes.push(reading.window);
        if (reading.outcome === "read") read.push(...reading.items.map(({ id }) => id));
      }

      const lost = metrics.filter((row) => holes.some((hole) => lies(row, hole)));
      expect([...read, ...lost.map(({ id }) => id)].toSorted()).toEqual(
        metrics.map(({ id }) => id).toSorted(),
      );
      for (const hole of holes) {
        const inside = metrics.filter((row) => lies(row, hole));
        const span = (hole.startUntil ?? Number.NaN) - (hole.startFrom ?? Number.NaN);
        expect(inside.some(({ poisoned }) => poisoned)).toBe(true);
        expect(span).toBeLessThanOrEqual(24 * 3600 * SECOND);
        expect(listed ? new Set(inside.map(pathOf)).size : 1).toBe(1);
      }
      expect(lost.filter(({ poisoned }) => poisoned)).toHaveLength(
        metrics.filter(({ poisoned }) => poisoned).length,
      );
    }),
    { numRuns: 40 },
  );
});

const edit = fc.record({ at: fc.nat(), how: fc.constantFrom("delete", "value", "move", "copy", "many") });

/** Edits rows as others do between two readings. */
function edited(
  rows: readonly StoredMetric[],
  edits: readonly { at: number; how: string }[],
): StoredMetric[] {
  let now = [...rows];
  edits.forEach(({ at, how }, index) => {
    const row = now[at % Math.max(1, now.length)];
    if (row === undefined) return;
    const rest = now.filter((other) => other !== row);
    const added = (copy: number) => ({ ...row, id: `${index}-${copy}`.padStart(24, "e"), value: copy });
    if (how === "delete") now = rest;
    if (how === "value") now = [...rest, { ...row, value: row.value + 1 }];
    if (how === "move") now = [...rest, { ...row, start: row.start + 40 * SECOND * 3600 }];
    if (how === "copy") now = [...now, added(0)];
    if (how === "many") now = [...now, ...Array.from({ length: 12 }, (_, copy) => added(copy))];
  });
  return now;
}

function seen({ id, value, time_period_start: start }: MetricItem): string {
  return `${id} ${value} ${start}`;
}

function stored({ id, value, start }: StoredMetric): string {
  return `${id} ${value} ${new Date(start).toISOString()}`;
}

test("what is unchanged or read anew is what is there, whatever was edited since the last reading", async () => {
  await fc.assert(
    fc.asyncProperty(world, fc.array(edit, { maxLength: 4 }), async ({ metrics, listed, kind }, edits) => {
      const grant = grantOf(kind, metrics);
      const settings = { limits: LIMITS, now: () => Date.UTC(2026, 0) };
      const rowsOf = async (rows: readonly StoredMetric[], known: readonly KnownWindow[]) => {
        const { fetch } = metricService(rows, listed ? {} : { paths: [] });
        const windows: WindowReading[] = [];
        for await (const reading of readAll(testTransport(fetch), grant, { known }, settings).windows())
          windows.push(reading);
        return windows;
      };
      const first = await rowsOf(metrics, []);
      const last = new Map(
        first.flatMap((reading) => (reading.outcome === "read" ? [[reading.window, reading] as const] : [])),
      );
      const known = [...last].map(([window, { items, digest }]) => ({ window, rows: items.length, digest }));
      const now = edited(metrics, edits);

      const later = await rowsOf(now, known);

      const items = later.flatMap((reading) => {
        if (reading.outcome === "unchanged") return last.get(reading.window)?.items ?? [];
        return reading.outcome === "read" ? reading.items : [];
      });
      const holes = later.filter(({ outcome }) => outcome === "hole");
      const wanted = now.filter(
        (row) => isGranted(grant, row) && !holes.some(({ window }) => lies(row, window)),
      );
      expect(items.map(seen).toSorted()).toEqual(wanted.map(stored).toSorted());
    }),
    { numRuns: 40 },
  );
});
