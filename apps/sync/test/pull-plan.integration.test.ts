import { describe, expect, it } from "vitest";

import type { StoredMetric } from "@argo-acc/sandbox";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { type PullWorld, pullWorld } from "./pull-support/pull-world.ts";
import { type Asked, whatWasAsked } from "./pull-support/what-was-asked.ts";

/** Two projects with 200 installations, a row for each day or month of two years. */
const MANY = { projects: 2, providers: 4, installations: 200, months: 24, metrics: 30_000 };

/** One installation, of which no definition fits into ten windows. */
const LONG = { projects: 1, providers: 1, installations: 1, months: 48, metrics: 60_000 };

function byStart(metrics: readonly StoredMetric[]): StoredMetric[] {
  return metrics.toSorted((a, b) => a.time_period_start.localeCompare(b.time_period_start));
}

/** The oldest metric with a value of each of some installations. */
function oldestOf({ sandbox }: PullWorld, installations: number): StoredMetric[] {
  const metrics = byStart(sandbox.metrics.find(({ value }) => value !== 0));
  const first = new Map(metrics.toReversed().map((metric) => [metric.installation_id, metric]));
  return [...first.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, installations);
}

function newMonth({ sandbox }: PullWorld): void {
  const [last] = byStart(sandbox.metrics.list()).slice(-1);
  sandbox.metrics.insert(last?.installation_id ?? "", {
    metric_definition_id: last?.metric_definition_id,
    value: 7,
    time_period_start: "2026-10-01T00:00:00Z",
    time_period_end: "2026-11-01T00:00:00Z",
  });
}

function restate({ sandbox }: PullWorld, metrics: readonly StoredMetric[]): void {
  for (const { id, value } of metrics) sandbox.metrics.change(id, { value: value + 1 });
}

/** The metrics of the definition that has the most. */
function largestPair({ sandbox }: PullWorld): StoredMetric[] {
  const pairs = Map.groupBy(sandbox.metrics.list(), (metric) => metric.metric_definition_id);
  return [...pairs.values()].toSorted((a, b) => b.length - a.length)[0] ?? [];
}

async function registerCapacity(world: PullWorld): Promise<void> {
  const [metric] = oldestOf(world, 1);
  await world
    .as("admin")
    .installation(metric?.installation_id ?? "")
    .capacities.add({
      metric_definition_id: metric?.metric_definition_id ?? "",
      value: 1000,
      registered_on: "2030-01-01",
    });
}

interface Case {
  readonly of: string;
  readonly dataset: typeof MANY;
  readonly change: (world: PullWorld) => void | Promise<void>;
  /** What the second pull asks. */
  readonly asked: Partial<Asked>;
  readonly rows?: { readonly added?: number; readonly changed?: number; readonly gone?: number };
  /** What a full reading asks for instead. */
  readonly full: Partial<Asked>;
}

const CASES: readonly Case[] = [
  {
    of: "nothing",
    dataset: MANY,
    change: () => {},
    asked: { counts: 1, reports: 2, windows: 0 },
    full: { counts: 4, reports: 0, windows: 46 },
  },
  {
    of: "one new month of one of 200 installations",
    dataset: MANY,
    change: newMonth,
    asked: { counts: 1, reports: 2, windows: 1 },
    rows: { added: 1 },
    full: { counts: 4, reports: 0, windows: 46 },
  },
  {
    of: "20 values of old months",
    dataset: MANY,
    change: (world) => restate(world, oldestOf(world, 20)),
    asked: { counts: 1, reports: 2, windows: 20 },
    rows: { changed: 20 },
    full: { counts: 4, reports: 0, windows: 46 },
  },
  {
    of: "5 metrics that are deleted",
    dataset: MANY,
    change: (world) => {
      for (const { id } of oldestOf(world, 5)) world.sandbox.metrics.delete(id);
    },
    // each pair twice, and the lists of the projects they were in
    asked: { counts: 3, reports: 2, windows: 10 },
    rows: { gone: 5 },
    full: { counts: 4, reports: 0, windows: 46 },
  },
  {
    of: "one value among thousands of one definition",
    dataset: LONG,
    change: (world) => restate(world, byStart(largestPair(world)).slice(5000, 5001)),
    // seven cuts, both sides of each reported; the count of the definition afterwards
    asked: { counts: 2, reports: 15, windows: 1 },
    rows: { changed: 1 },
    full: { counts: 3, reports: 0, windows: 80 },
  },
  {
    of: "a definition in every window",
    dataset: LONG,
    change: (world) =>
      restate(
        world,
        largestPair(world).filter((_, n) => n % 50 === 0),
      ),
    // three cuts show that looking closer is of no use
    asked: { counts: 2, reports: 15, windows: 82 },
    rows: { changed: 1200 },
    full: { counts: 3, reports: 0, windows: 80 },
  },
  {
    of: "a capacity",
    dataset: MANY,
    change: registerCapacity,
    asked: { counts: 1, reports: 2, windows: 0 },
    full: { counts: 4, reports: 0, windows: 46 },
  },
];

describe("a pull after a change of", () => {
  it.each(CASES)("$of asks for what changed", async ({ dataset, change, asked, rows, full }) => {
    await using world = await pullWorld({ dataset });
    const { sandbox, mirror } = world;
    await pull(world.as("admin"), mirror);
    await change(world);
    sandbox.requests.clear();
    const result = await pull(world.as("admin"), mirror);
    expect(result).toMatchObject({ complete: true, rows: { added: 0, changed: 0, gone: 0, ...rows } });
    expect(result.grants).toMatchObject([{ state: "agrees" }]);
    expect(whatWasAsked(sandbox)).toMatchObject(asked);
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
    sandbox.requests.clear();
    await pull(world.as("admin"), mirror, { full: true });
    expect(whatWasAsked(sandbox)).toMatchObject(full);
  });
});
