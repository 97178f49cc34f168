import type { MetricItem, MetricWindow } from "@argo-acc/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  type Change,
  endRun,
  inTransaction,
  installationKind,
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
  saveGrant,
  startRun,
  storeEntities,
  unitTypeKind,
} from "../src/mirror/index.ts";
import { CPU, EVERYTHING, metricId, metricItem } from "./mirror-support/metric-items.ts";
import { snapshotOf } from "./mirror-support/snapshot.ts";
import { testMirror } from "./mirror-support/test-mirror.ts";

const SYSTEM = { kind: "system" } as const;
const MARCH = Date.parse("2024-03-01T00:00:00Z");

/** What happens upstream to one of a few metrics, all of two installations. */
const upstream = fc.record({
  number: fc.integer({ min: 1, max: 6 }),
  what: fc.constantFrom("delete", "put", "put", "put"),
  month: fc.integer({ min: 1, max: 5 }),
  value: fc.constantFrom(1, 2, -0, Number.NaN, 2.5),
  group: fc.constantFrom(undefined, "", "g"),
  name: fc.constantFrom("cpu_hours", "CPU hours"),
});

/** What becomes of the catalogue and the grant. */
const catalogue = fc.record({
  provider: fc.constantFrom("One", "Uno"),
  installation: fc.constantFrom("compute", "storage", undefined),
  unit: fc.constantFrom("hours", "Stunden", undefined),
  state: fc.constantFrom("read", "agrees", "incomplete"),
});

/** A run: what happened upstream before it, and how far it comes before it is killed. */
const run = fc.record({
  upstream: fc.array(upstream, { maxLength: 6 }),
  catalogue,
  end: fc.constantFrom("ended", "ended", "ended", "after the first window", "before what moved is settled"),
});

type Upstream = typeof upstream extends fc.Arbitrary<infer T> ? T : never;
type Run = typeof run extends fc.Arbitrary<infer T> ? T : never;

function happen(
  service: Map<string, MetricItem>,
  { number, what, month, value, group, name }: Upstream,
): void {
  const id = metricId(number);
  if (what === "delete") return void service.delete(id);
  const item = metricItem({
    id,
    value,
    installation_id: `I${number % 2}`,
    time_period_start: `2024-0${month}-01T00:00:00Z`,
    time_period_end: `2024-0${month + 1}-01T00:00:00Z`,
    metric_definition: { ...CPU, metric_name: name },
    ...(group === undefined ? {} : { group_id: group }),
  });
  service.set(id, item);
}

function pull(
  mirror: Mirror,
  service: ReadonlyMap<string, MetricItem>,
  { catalogue: now, end }: Run,
  at: number,
): void {
  const number = startRun(mirror, at);
  inTransaction(mirror, () => {
    storeEntities(mirror, number, providerKind, [{ id: "V1", name: now.provider }]);
    const { installation, unit } = now;
    if (installation === undefined) markEntitiesGone(mirror, number, installationKind, ["I1"]);
    else {
      const one = { id: "I1", project: "prj", organisation: "V1", installation, infrastructure: null };
      storeEntities(mirror, number, installationKind, [one]);
    }
    if (unit === undefined) markEntitiesGone(mirror, number, unitTypeKind, ["U1"]);
    else storeEntities(mirror, number, unitTypeKind, [{ id: "U1", unit_type: unit }]);
  });
  const writer = openMetricWriter(mirror, number, SYSTEM);
  const items = [...service.values()];
  const early = items.filter(({ time_period_start }) => Date.parse(time_period_start) < MARCH);
  const late = items.filter((item) => !early.includes(item));
  const windows: readonly (readonly [MetricWindow, readonly MetricItem[]])[] = [
    [{ ...EVERYTHING, startFrom: MARCH }, late],
    [{ ...EVERYTHING, startUntil: MARCH }, early],
  ];
  for (const [window, found] of windows) {
    writer.apply(window, found);
    if (end === "after the first window") return;
  }
  if (end === "before what moved is settled") return;
  for (const [window, found] of windows) writer.apply(window, found);
  replaceMoved(mirror, number);
  markGone(mirror, number);
  saveGrant(mirror, number, {
    grant: SYSTEM,
    state: now.state,
    why: null,
    count: service.size,
    readMs: at,
    agreedMs: null,
    frozenMs: null,
  });
  endRun(mirror, number, { endedMs: at + 500, requests: 1, complete: true, problem: null });
}

/** The rows of the metrics, by id; `undefined` if a killed run left one at two starts. */
function metricsById(mirror: Mirror): Map<unknown, string> | undefined {
  const { columns, rows } = readRows(mirror, "metrics");
  // the name of an installation is that of today wherever it is read, and no field of its metrics
  const at = columns.indexOf("installation");
  const all = [...rows].map((row) => [row[0], JSON.stringify(row.with(at, null))] as const);
  const byId = new Map(all);
  return byId.size === all.length ? byId : undefined;
}

function applied(before: ReadonlyMap<unknown, string>, changes: Iterable<Change>): Map<unknown, string> {
  const rows = new Map(before);
  for (const { entity, change, id, row } of changes) {
    if (entity !== "metrics") continue;
    expect(rows.has(id)).toBe(change === "changed" || change === "gone");
    if (change === "gone") rows.delete(id);
    else rows.set(id, JSON.stringify(Object.values({ ...row, installation: null })));
  }
  return rows;
}

describe("after any series of runs, killed ones among them", () => {
  it("every past state is shown exactly, the changes lead from each to each, and runs can be taken back", () => {
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 6 }), (runs) => {
        using test = testMirror();
        const { mirror, path } = test;
        const service = new Map<string, MetricItem>();
        const snapshots: string[] = [];
        const metrics: (Map<unknown, string> | undefined)[] = [];
        for (const [index, one] of runs.entries()) {
          for (const change of one.upstream) happen(service, change);
          pull(mirror, service, one, index * 1000);
          snapshots.push(snapshotOf(mirror));
          metrics.push(metricsById(mirror));
        }
        for (const [index, snapshot] of snapshots.entries()) {
          using past = openMirror(path, { readonly: true, asOf: index + 1 });
          expect(snapshotOf(past)).toBe(snapshot);
        }
        for (const [until, after] of metrics.entries()) {
          for (const [since, before] of metrics.slice(0, until).entries()) {
            if (before === undefined || after === undefined) continue;
            const changes = readChanges(mirror, { since: since + 1, until: until + 1 });
            expect(applied(before, changes)).toEqual(after);
          }
        }
        for (let last = runs.length; last > 1; last--) {
          revertRun(mirror, last);
          expect(snapshotOf(mirror)).toBe(snapshots[last - 2]);
        }
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
