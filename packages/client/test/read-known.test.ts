import { AccConfigError, type Grant, type MetricWindow } from "@argo-acc/core";
import type { KnownWindow, ReadAllOptions, WindowReading } from "@argo-acc/client";
import { describe, expect, test } from "vitest";

import { testClient } from "./support/clients.ts";
import { population, type StoredMetric } from "./support/metric-population.ts";
import { metricService, type MetricServiceOptions } from "./support/metric-service.ts";

const SYSTEM: Grant = { kind: "system" };
const ALL: MetricWindow = { pathFrom: null, pathUntil: null, startFrom: null, startUntil: null };

interface Reading {
  readonly readings: readonly WindowReading[];
  readonly searches: number;
  /** Metrics that came. */
  readonly rows: number;
  /** What the next reading may know of this one. */
  readonly known: readonly KnownWindow[];
}

async function read(
  metrics: readonly StoredMetric[],
  options: ReadAllOptions & { readonly grant?: Grant; readonly service?: MetricServiceOptions } = {},
): Promise<Reading> {
  const { grant = SYSTEM, service: serviceOptions, ...rest } = options;
  const service = metricService(metrics, serviceOptions);
  const readings: WindowReading[] = [];
  for await (const reading of testClient({ fetch: service.fetch }).metrics.readAll(grant, rest).windows())
    readings.push(reading);
  const known = readings.flatMap((reading): KnownWindow[] => {
    if (reading.outcome === "hole") return [];
    const { window, digest } = reading;
    return [{ window, digest, rows: reading.outcome === "read" ? reading.items.length : reading.rows }];
  });
  return { readings, known, searches: service.searches, rows: service.rows };
}

function idsOf({ readings }: Reading): string[] {
  return readings
    .flatMap((reading) => (reading.outcome === "read" ? reading.items.map(({ id }) => id) : []))
    .toSorted();
}

function outcomes({ readings }: Reading): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of readings) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

function of20(index: number): Partial<StoredMetric> {
  return {
    installation_id: `I${String(index % 20).padStart(2, "0")}`,
    start: Date.UTC(2024, 0, 1) + Math.floor(index / 20) * 3_600_000,
  };
}

const ROWS = population(5000, of20);

describe("a reading with the windows of an earlier one", () => {
  test("asks each of them once and skips those that are the same", async () => {
    const first = await read(ROWS, { known: [] });

    const second = await read(ROWS, { known: first.known });

    expect(outcomes(first)).toEqual({ read: first.known.length });
    expect(outcomes(second)).toEqual({ unchanged: first.known.length });
    expect(second.searches).toBe(first.known.length);
    expect(second.searches).toBeLessThan(first.searches);
    expect(new Set(second.known)).toEqual(new Set(first.known));
  });

  test.each([
    { edit: "another value", change: (row: StoredMetric) => [{ ...row, value: -1 }] },
    { edit: "another user", change: (row: StoredMetric) => [{ ...row, user_id: "u" }] },
    { edit: "one row less", change: () => [] },
    { edit: "one row more", change: (row: StoredMetric) => [row, { ...row, id: "f".repeat(24) }] },
  ])("reads the one window that has $edit", async ({ change }) => {
    const { known } = await read(ROWS, { known: [] });
    const now = ROWS.flatMap((row, index) => (index === 2500 ? change(row) : [row]));

    const second = await read(now, { known });

    expect(outcomes(second)).toEqual({ unchanged: known.length - 1, read: 1 });
    const changed = second.readings.find((reading) => reading.outcome === "read");
    expect(changed).toMatchObject({ planned: changed?.window });
    const earlier = known.find(({ window }) => window === changed?.planned);
    expect(changed?.digest).toMatch(/^[\w+/]{43}=$/);
    expect(changed?.digest).not.toBe(earlier?.digest);
    expect(second.searches).toBe(known.length);
    expect(outcomes(await read(now, { known: second.known }))).toEqual({ unchanged: known.length });
  });

  test("cuts a window that has grown, and tells which one it was", async () => {
    const few = population(900);
    const { known } = await read(few, { known: [] });
    const more = population(2500);

    const second = await read(more, { known });

    expect(known).toHaveLength(1);
    expect(second.readings.length).toBeGreaterThan(2);
    for (const reading of second.readings) expect(reading).toMatchObject({ outcome: "read", planned: ALL });
    expect(idsOf(second)).toEqual(more.map(({ id }) => id));
    // the window as it was, a look at its end, and the parts
    expect(second.searches).toBe(2 + second.readings.length);
    expect(outcomes(await read(more, { known: second.known }))).toEqual({ unchanged: second.known.length });
  });

  test("tells it of a hole as well", async () => {
    const { known } = await read(population(10), { known: [] });
    const spoiled = population(10, (index) => ({
      poisoned: index === 4,
      start: Date.UTC(2024, 0, index + 1),
    }));

    const { readings } = await read(spoiled, { known });

    const holes = readings.filter(({ outcome }) => outcome === "hole");
    expect(holes).toMatchObject([{ planned: ALL }]);
  });

  test("plans what lies between them as always, without their knowing", async () => {
    const { known } = await read(ROWS, { known: [] });
    const some = known.filter((_, index) => index % 3 === 0);

    const second = await read(ROWS, { known: some });

    const { unchanged = 0, ...others } = outcomes(second);
    expect(unchanged).toBe(some.length);
    expect(Object.keys(others)).toEqual(["read"]);
    expect(second.known.reduce((sum, { rows }) => sum + rows, 0)).toBe(5000);
    expect(second.readings.filter((reading) => "planned" in reading)).toEqual([]);
  });

  test("gives every metric as a list, whether it is the same or not", async () => {
    const rows = population(3000);
    const { known } = await read(rows, { known: [] });
    const acc = testClient({ fetch: metricService(rows).fetch });

    const list = await acc.metrics.readAll(SYSTEM, { known }).toArray();

    expect(list).toHaveLength(3000);
  });

  test("computes nothing where no windows were given", async () => {
    const { readings } = await read(population(10));

    expect(readings).toMatchObject([{ outcome: "read", digest: null }]);
    expect(readings[0]).not.toHaveProperty("planned");
  });
});

describe("a digest", () => {
  const digestOf = async (rows: readonly StoredMetric[], options: Parameters<typeof read>[1]) =>
    (await read(rows, { known: [], ...options })).readings.map((reading) =>
      reading.outcome === "hole" ? "" : reading.digest,
    );

  test.each<{ question: string; options: Parameters<typeof read>[1]; known?: KnownWindow }>([
    { question: "another definition", options: { metric_definition_id: "d1" } },
    { question: "another span", options: { start: "2020-01-01" } },
    { question: "another grant", options: { grant: { kind: "project", project_id: "prj-1" } } },
  ])("of one question is none of $question, though the bytes are the same", async ({ options }) => {
    const rows = population(10);

    const [all] = await digestOf(rows, {});
    const [other] = await digestOf(rows, options);

    expect(all).toMatch(/^[\w+/]{43}=$/);
    expect(other).toMatch(/^[\w+/]{43}=$/);
    expect(other).not.toBe(all);
  });

  test("of another window skips nothing", async () => {
    const { known } = await read([], {
      known: [{ window: { ...ALL, pathUntil: "a" }, rows: 0, digest: null }],
    });
    const exchanged = known.map(({ window }, index) => ({
      window,
      rows: 0,
      digest: known[1 - index]?.digest ?? null,
    }));

    const second = await read([], { known: exchanged });

    expect(known).toHaveLength(2);
    expect(outcomes(second)).toEqual({ read: 2 });
  });

  test("stands for rows that came in one request, and for no others", async () => {
    const same = population(1500, (index) => ({ start: 0, metric_definition_id: `d${index % 5}` }));
    const { readings, known } = await read(same, { known: [] });

    const joined = readings.find((reading) => reading.outcome === "read" && reading.items.length === 1500);
    expect(joined).toMatchObject({ digest: null });
    const { unchanged, read: again } = outcomes(await read(same, { known }));
    expect({ unchanged, again }).toEqual({ unchanged: known.length - 1, again: 1 });
  });

  test("is that of the answer that agreed with itself", async () => {
    const rows = population(300);
    const { known, searches } = await read(rows, {
      known: [],
      service: {
        intercept: (search) =>
          search > 2
            ? undefined
            : Response.json({
                size_of_page: 0,
                number_of_page: 1,
                total_elements: 7,
                total_pages: 1,
                content: [],
              }),
      },
    });

    expect(searches).toBe(3);
    expect(outcomes(await read(rows, { known }))).toEqual({ unchanged: 1 });
  });
});

describe("windows whose rows were deleted", () => {
  const many = Array.from({ length: 200 }, (_, index): KnownWindow => {
    const path = `prj-1.V1.I${String(index).padStart(3, "0")}`;
    return { window: { ...ALL, pathFrom: path, pathUntil: `${path}\0` }, rows: 10, digest: null };
  });
  const rows = population(2000, (index) => ({ installation_id: `I${String(index % 200).padStart(3, "0")}` }));

  test("are not asked for one by one when they are many", async () => {
    const reading = await read(rows, { known: many });

    expect(idsOf(reading)).toHaveLength(2000);
    expect(reading.searches).toBeLessThanOrEqual(6);
  });

  test("are kept as long as they cost little", async () => {
    const reading = await read(rows, { known: many.slice(0, 20) });

    expect(idsOf(reading)).toHaveLength(2000);
    expect(
      reading.readings.filter((part) => part.outcome === "read" && part.planned !== undefined),
    ).toHaveLength(20);
  });

  test("are asked for afresh once: what that leads to is kept", async () => {
    const { known } = await read(rows, { known: many });

    expect(outcomes(await read(rows, { known }))).toEqual({ unchanged: known.length });
  });
});

describe("a reading of one definition", () => {
  const rows = population(6000, (index) => ({
    metric_definition_id: index % 3 === 0 ? "d1" : "d2",
    installation_id: `I${index % 2}`,
  }));

  test("has its metrics and no others", async () => {
    const reading = await read(rows, { metric_definition_id: "d1" });

    expect(idsOf(reading)).toEqual(rows.filter((_, index) => index % 3 === 0).map(({ id }) => id));
    expect(reading.rows).toBeLessThan(3500);
  });

  test("separates those that start in the same second as well", async () => {
    const same = population(3000, (index) => ({
      start: 0,
      metric_definition_id: index % 2 === 0 ? "d1" : "d2",
      user_id: `u${index % 10}`,
    }));

    const reading = await read(same, { metric_definition_id: "d2" });

    expect(outcomes(reading)).not.toHaveProperty("hole");
    expect(idsOf(reading)).toEqual(same.filter((_, index) => index % 2 === 1).map(({ id }) => id));
  });

  test("takes no metric of another one from a service that does not filter", async () => {
    const { readings } = await read([], {
      metric_definition_id: "d1",
      service: {
        intercept: () =>
          metricService(population(3, () => ({ metric_definition_id: "d2" }))).fetch(
            "http://x/metrics/search?page=1&size=1000",
            { body: '{"type":"query","field":"project_id","operand":"neq","values":""}' },
          ),
      },
    });

    expect(readings.map(({ outcome }) => outcome)).toEqual(["hole"]);
  });

  test.each([
    { id: "", words: 'metric_definition_id "" is no id' },
    { id: "2024-01-01T00:00:00Z", words: "search cannot compare metric_definition_id" },
  ])("is refused for $id", ({ id, words }) => {
    const call = () => testClient({}).metrics.readAll(SYSTEM, { metric_definition_id: id });

    expect(call).toThrow(AccConfigError);
    expect(call).toThrow(words);
  });
});
