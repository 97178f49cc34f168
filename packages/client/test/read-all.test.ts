import { AccPermissionError, AccProtocolError, type Grant, type MetricWindow } from "@argo-acc/core";
import type { WindowReading } from "@argo-acc/client";
import { describe, expect, test } from "vitest";

import { testClient } from "./support/clients.ts";
import { population, type StoredMetric } from "./support/metric-population.ts";
import { metricService, type MetricServiceOptions } from "./support/metric-service.ts";

const SYSTEM: Grant = { kind: "system" };
const DAY = 86_400_000;

async function read(
  metrics: readonly StoredMetric[],
  options: {
    grant?: Grant;
    expected?: Map<string, number>;
    start?: string;
    end?: string;
    service?: MetricServiceOptions;
  } = {},
) {
  const service = metricService(metrics, options.service);
  const acc = testClient({ fetch: service.fetch });
  const { start, end, expected } = options;
  const reading = acc.metrics.readAll(options.grant ?? SYSTEM, { start, end, expected });
  const windows: WindowReading[] = [];
  for await (const window of reading.windows()) windows.push(window);
  const ids = windows.flatMap((window) =>
    window.outcome === "read" ? window.items.map(({ id }) => id) : [],
  );
  const holes = windows.filter((window) => window.outcome === "hole");
  return { service, acc, reading, windows, ids: ids.toSorted(), holes };
}

function idsOf(metrics: readonly StoredMetric[]): string[] {
  return metrics.map(({ id }) => id).toSorted();
}

describe("the requests of a reading", () => {
  const hours = (index: number) => Date.UTC(2024, 0, 1) + index * 3_600_000;
  const shuffled = (index: number) => hours((index * 7919) % 5000);
  const of200 = (index: number) => ({
    installation_id: `I${index % 200}`,
    start: hours(Math.floor(index / 200)),
  });
  const expected200 = new Map(Array.from({ length: 200 }, (_, index) => [`prj-1.V1.I${index}`, 100]));
  test.each([
    { name: "nothing", rows: population(0), most: 1 },
    { name: "999 rows", rows: population(999), most: 1 },
    { name: "1,000 rows", rows: population(1000), most: 3 },
    { name: "5,000 rows of one installation, by time", rows: population(5000), most: 12 },
    { name: "5,000 rows, latest first", rows: population(5000).toReversed(), most: 12 },
    {
      name: "5,000 rows in no order",
      rows: population(5000, (index) => ({ start: shuffled(index) })),
      most: 12,
    },
    {
      name: "5,000 rows, 50 of each start",
      rows: population(5000, (index) => ({
        start: hours(Math.floor(index / 50)),
        user_id: `u${index % 50}`,
      })),
      most: 12,
    },
    {
      name: "5,000 rows, all but ten in one month",
      rows: population(5000, (index) => (index < 10 ? { start: hours(-80_000 + index) } : {})),
      most: 14,
    },
    { name: "200 installations of 100 rows", rows: population(20_000, of200), most: 31 },
    {
      name: "200 installations of 100 rows, known from last time",
      rows: population(20_000, of200),
      expected: expected200,
      most: 29,
    },
  ])("$name: at most $most searches", async ({ rows, most, ...options }) => {
    const { service, ids, holes } = await read(rows, options);

    expect(ids).toEqual(idsOf(rows));
    expect(holes).toEqual([]);
    expect(service.searches).toBeLessThanOrEqual(most);
  });
});
