import {
  AccConfigError,
  AccNetworkError,
  AccPermissionError,
  AccProtocolError,
  type Grant,
  type Installation,
} from "@argo-acc/core";
import type { ReadAllOptions, WindowReading } from "@argo-acc/client";
import { describe, expect, test } from "vitest";

import { testClient } from "./support/clients.ts";
import { population, type StoredMetric } from "./support/metric-population.ts";
import { metricService, type MetricServiceOptions } from "./support/metric-service.ts";

const SYSTEM: Grant = { kind: "system" };
const DAY = 86_400_000;

/** Reads a population in windows. */
async function read(
  metrics: readonly StoredMetric[],
  options: ReadAllOptions & { readonly grant?: Grant; readonly service?: MetricServiceOptions } = {},
) {
  const { grant = SYSTEM, service: serviceOptions, ...rest } = options;
  const service = metricService(metrics, serviceOptions);
  const acc = testClient({ fetch: service.fetch });
  const windows: WindowReading[] = [];
  for await (const window of acc.metrics.readAll(grant, rest).windows()) windows.push(window);
  const ids = windows.flatMap((window) =>
    window.outcome === "read" ? window.items.map(({ id }) => id) : [],
  );
  const holes = windows.filter((window) => window.outcome === "hole");
  return { service, windows, ids: ids.toSorted(), holes };
}

function idsOf(metrics: readonly StoredMetric[]): string[] {
  return metrics.map(({ id }) => id).toSorted();
}

function hours(index: number): number {
  return Date.UTC(2024, 0, 1) + index * 3_600_000;
}

function shuffled(index: number): number {
  return hours((index * 7919) % 5000);
}

function forbidden(): Response {
  return Response.json({ code: 403, message: "no" }, { status: 403 });
}

function down(): Response {
  return Response.json({ code: 500, message: "down" }, { status: 500 });
}

function of200(index: number): Partial<StoredMetric> {
  return { installation_id: `I${index % 200}`, start: hours(Math.floor(index / 200)) };
}

function of4(index: number): Partial<StoredMetric> {
  return { installation_id: `I${index % 4}`, start: hours(Math.floor(index / 4)) };
}

function of60(index: number): Partial<StoredMetric> {
  return { installation_id: `I${index % 60}`, start: hours(Math.floor(index / 60) * 24) };
}

/** A page that counts seven rows and has none. */
function disagreeing(): Response {
  const page = { size_of_page: 0, number_of_page: 1, total_elements: 7, total_pages: 1 };
  return Response.json({ ...page, content: [], links: [] });
}

describe("the requests of a reading", () => {
  const expected200 = new Map(Array.from({ length: 200 }, (_, index) => [`prj-1.V1.I${index}`, 100]));
  test.each([
    { name: "nothing", rows: population(0), most: 1 },
    { name: "999 rows", rows: population(999), most: 1 },
    { name: "1,000 rows, which a page could hold but not prove", rows: population(1000), least: 3, most: 3 },
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
    {
      name: "20,000 rows, one of the oldest of which was written late",
      rows: population(20_000, (index) => (index === 19_700 ? { start: hours(1) } : {})),
      most: 30,
    },
    {
      name: "20,000 rows, of which every twelfth was written for another time",
      rows: population(20_000, (index) =>
        index % 12 === 0 ? { start: hours((index * 7919) % 20_000) } : {},
      ),
      most: 40,
    },
    { name: "200 installations of 100 rows", rows: population(20_000, of200), most: 31 },
    {
      name: "200 installations of 100 rows, known from last time",
      rows: population(20_000, of200),
      expected: expected200,
      most: 29,
    },
    {
      name: "a year of months with 800 rows each, known from last time",
      rows: population(9600, (index) => ({ start: Date.UTC(2024, Math.floor(index / 800)) })),
      expected: new Map([["prj-1.V1.I1", 9600]]),
      most: 16,
    },
    {
      name: "four installations of 3,600 rows, of which pages are read whole only as windows",
      rows: population(14_400, of4),
      most: 29,
      spare: 1000 + 8 * 75,
    },
    {
      name: "four installations of 3,600 rows, known from last time",
      rows: population(14_400, of4),
      expected: new Map(["I0", "I1", "I2", "I3"].map((id) => [`prj-1.V1.${id}`, 3600])),
      most: 28,
      spare: 8 * 75,
    },
    {
      name: "an installation that has lost most of the rows it had last time",
      rows: population(500),
      expected: new Map([["prj-1.V1.I1", 5000]]),
      least: 2,
      most: 2,
      spare: 105,
    },
    {
      name: "one that has lost all but a few",
      rows: population(50),
      expected: new Map([["prj-1.V1.I1", 5000]]),
      most: 1,
    },
  ])("$name: at most $most searches", async ({ rows, least = 1, most, expected, spare = Infinity }) => {
    const { service, ids, holes } = await read(rows, { expected });

    expect(ids).toEqual(idsOf(rows));
    expect(holes).toEqual([]);
    expect(service.searches).toBeGreaterThanOrEqual(least);
    expect(service.searches).toBeLessThanOrEqual(most);
    expect(service.rows - rows.length).toBeLessThanOrEqual(spare);
  });
});

describe("rows that start in the same second", () => {
  test.each([
    { by: "definition", vary: (index: number) => ({ metric_definition_id: `d${index % 20}` }) },
    { by: "group", vary: (index: number) => ({ group_id: `g${index % 20}` }) },
    {
      by: "a group that half of them lack",
      vary: (index: number) => (index % 2 === 0 ? {} : { group_id: "" }),
    },
    { by: "user", vary: (index: number) => ({ user_id: `u${index % 100}` }) },
    { by: "value", vary: (index: number) => ({ value: index % 7 === 0 ? -index : index / 8 }) },
    {
      by: "one definition against a rare one",
      vary: (index: number) => ({ metric_definition_id: index < 1990 ? "d5" : "d1" }),
    },
  ])("are told apart by $by, in one window", async ({ vary }) => {
    // three values, so that value alone separates nothing
    const rows = population(2000, (index) => ({
      start: hours(0),
      value: index % 3,
      user_id: index < 900 ? "u" : undefined,
      ...vary(index),
    }));

    const { ids, holes, windows } = await read(rows);

    expect(holes).toEqual([]);
    expect(ids).toEqual(idsOf(rows));
    expect(
      windows.filter((window) => window.outcome === "read" && window.items.length === 2000),
    ).toHaveLength(1);
  });

  test("are told apart in few requests though they were written by rising value", async () => {
    const rows = population(20_000, (index) => ({ start: hours(0), value: index }));

    const { ids, holes, service } = await read(rows);

    expect(holes).toEqual([]);
    expect(ids).toEqual(idsOf(rows));
    expect(service.searches).toBeLessThanOrEqual(150);
  });

  test.each([
    {
      why: "they are alike",
      vary: () => ({ value: 1 }),
      words: "1500 rows are alike in definition, group, user and value",
    },
    {
      why: "values that are no numbers lie in no range",
      vary: (index: number) => ({ value: index % 100 === 0 ? Number.NaN : index }),
      words: "their parts have 1485 rows and not 1500",
    },
  ])("are a hole of one second when $why", async ({ vary, words }) => {
    const same = population(1500, (index) => ({ start: hours(5), ...vary(index) }));
    const others = population(10, (index) => ({ id: `other-${index}`, start: hours(index * 10 + 6) }));

    const { ids, holes } = await read([...same, ...others]);

    expect(ids).toEqual(idsOf(others));
    expect(holes).toHaveLength(1);
    expect(holes[0]?.window).toMatchObject({ startFrom: hours(5), startUntil: hours(5) + 1000 });
    expect(holes[0]?.error).toBeInstanceOf(AccProtocolError);
    expect(holes[0]?.error.message).toBe(
      `POST /metrics/search: metrics of prj-1.V1.I1 that start at 2024-01-01T05:00:00Z could not be separated: ${words}`,
    );
  });
});

describe("a metric that the service cannot print", () => {
  const rows = population(6000, (index) => ({ ...of60(index), poisoned: index === 2500 }));

  test("costs its installation and its day, and nothing else", async () => {
    const { ids, holes, service } = await read(rows);

    expect(ids).toEqual(idsOf(rows.filter(({ poisoned }) => poisoned !== true)));
    expect(holes).toHaveLength(1);
    expect(holes[0]?.error.message).toContain("500 after 3 tries");
    const { pathFrom, startFrom, startUntil } = holes[0]?.window ?? {};
    expect(pathFrom).toBe("prj-1.V1.I40");
    expect((startUntil ?? 0) - (startFrom ?? 0)).toBeLessThanOrEqual(DAY);
    expect(service.searches).toBeLessThanOrEqual(60);
  });

  test("ends a list with an error, after all that could be read", async () => {
    const acc = testClient({ fetch: metricService(rows).fetch });
    let count = 0;
    const reading = async () => {
      for await (const metric of acc.metrics.readAll(SYSTEM)) count += metric.id === "" ? 0 : 1;
    };

    await expect(reading()).rejects.toMatchObject({ status: 500 });
    expect(count).toBe(5999);
  });

  test("is not looked for where nothing can be searched at all", async () => {
    const service = metricService(rows, { intercept: down });
    const acc = testClient({ fetch: service.fetch });

    await expect(acc.metrics.readAll(SYSTEM).toArray()).rejects.toMatchObject({ status: 500 });
    expect(service.searches).toBe(7);
  });
});

describe("what others write meanwhile", () => {
  test("a window is asked again until its rows are as many as the service counts", async () => {
    const rows = population(300);

    const { ids, holes, service } = await read(rows, {
      service: { intercept: (search) => (search < 4 ? disagreeing() : undefined) },
    });

    expect(ids).toEqual(idsOf(rows));
    expect(holes).toEqual([]);
    expect(service.searches).toBe(4);
  });

  test("rows that exist throughout are all read while others come and go", async () => {
    const lasting = population(5000);
    const passing = population(2000, (index) => ({ id: `p${index}`, start: hours((index * 31) % 5000) }));
    let added = 0;
    const churn: MetricServiceOptions["intercept"] = (search, service) => {
      added = (added + 7) % 1900;
      service.metrics = [...passing.slice(added, added + 10 + (search % 5)), ...lasting.toReversed()];
      return undefined;
    };

    const { ids, holes } = await read(lasting, { service: { intercept: churn } });

    expect(holes).toEqual([]);
    expect(ids.filter((id) => !id.startsWith("p"))).toEqual(idsOf(lasting));
  });

  test("rows that collide are no proof if one is missing and another came: their sum is counted again", async () => {
    const rows = population(1500, (index) => ({
      start: hours(0),
      value: index === 0 ? Number.NaN : index,
    }));
    const [{ id: unseen } = { id: "" }] = rows;
    const added = population(1, () => ({ id: "later", start: hours(0), value: 5000 }));

    const { ids, holes } = await read(rows, {
      grant: { kind: "installation", project_id: "prj-1", provider_id: "V1", installation_id: "I1" },
      start: "2024-01-01",
      end: "2024-01-01T00:00:01Z",
      service: {
        intercept: (search, service) => {
          if (search === 2) service.metrics = [...rows, ...added];
          return undefined;
        },
      },
    });

    expect(ids).not.toContain(unseen);
    expect(holes).toHaveLength(1);
  });

  test("a service that never agrees with itself makes a hole, not a guess", async () => {
    const { holes, ids } = await read(population(1), {
      grant: { kind: "installation", project_id: "prj-1", provider_id: "V1", installation_id: "I1" },
      start: "2024-01-01",
      end: "2024-01-02",
      service: { intercept: disagreeing },
    });

    expect(ids).toEqual([]);
    expect(holes.map(({ error }) => error.message)).toEqual([
      "POST /metrics/search: asked 5 times, the service gives 0 rows where it counts 7",
    ]);
  });
});

describe("what a reading refuses", () => {
  test("rows of a project whose id goes on with a dot are dropped and counted", async () => {
    const rows = population(30, (index) => ({ project_id: index % 3 === 0 ? "prj-1.b" : "prj-1" }));

    const { windows, ids } = await read(rows, { grant: { kind: "project", project_id: "prj-1" } });

    expect(ids).toEqual(idsOf(rows.filter(({ project_id }) => project_id === "prj-1")));
    expect(windows).toMatchObject([{ outcome: "read", outside: 10 }]);
  });

  test("a row outside its window makes a hole", async () => {
    const elsewhere = population(1, () => ({ project_id: "prj-2" }));
    const service = metricService(elsewhere);
    const everything = () =>
      service.fetch("http://x/metrics/search?page=1&size=1000", {
        body: '{"type":"query","field":"project_id","operand":"neq","values":""}',
      });

    const { holes } = await read([], {
      grant: { kind: "project", project_id: "prj-1" },
      service: { intercept: everything },
    });

    expect(holes[0]?.error.message).toContain("does not lie in the window that was asked for");
  });

  test.each([
    { options: { start: "yesterday" }, words: 'start "yesterday" is no instant on a whole second' },
    {
      options: { end: "2024-01-01T00:00:00.5Z" },
      words: 'end "2024-01-01T00:00:00.5Z" is no instant on a whole second',
    },
    {
      options: { start: "2024-01-02", end: "2024-01-02" },
      words: "start 2024-01-02 is not before end 2024-01-02",
    },
    { options: { concurrency: 0 }, words: "concurrency 0 is not a whole number from 1 to 64" },
  ])("$words", ({ options, words }) => {
    const acc = testClient({});

    const call = () => acc.metrics.readAll(SYSTEM, options);

    expect(call).toThrow(AccConfigError);
    expect(call).toThrow(words);
  });

  test("a search that is forbidden ends the reading", async () => {
    const reading = read(population(10), { service: { intercept: forbidden } });

    await expect(reading).rejects.toBeInstanceOf(AccPermissionError);
  });

  test("a connection that fails ends the reading, also when the reader was busy meanwhile", async () => {
    const rows = population(3000);
    const service = metricService(rows, {
      intercept: (search) => {
        if (search > 4) throw new TypeError("fetch failed");
        return undefined;
      },
    });
    const acc = testClient({ fetch: service.fetch });
    const reading = async () => {
      for await (const window of acc.metrics.readAll(SYSTEM).windows()) {
        expect(window.outcome).toBe("read");
        while (service.inFlight > 0) await new Promise((resolve) => setImmediate(resolve));
      }
    };

    await expect(reading()).rejects.toBeInstanceOf(AccNetworkError);
  });
});

describe("the pace of a reading", () => {
  const rows = population(20_000, of200);

  test("never has more windows in flight or waiting than told", async () => {
    const service = metricService(rows);
    const acc = testClient({ fetch: service.fetch });
    let taken = 0;
    for await (const window of acc.metrics.readAll(SYSTEM, { concurrency: 3 }).windows()) {
      taken += window.outcome === "read" ? 1 : 0;
      while (service.inFlight > 0) await new Promise((resolve) => setImmediate(resolve));
      // the first search was cut, the others are windows: taken ones and at most three that wait
      expect(service.searches).toBeLessThanOrEqual(1 + taken + 3);
    }

    expect(taken).toBe(29);
    expect(service.mostInFlight).toBe(3);
  });

  test("cancels what is in flight when the reader leaves", async () => {
    const aborted: unknown[] = [];
    const service = metricService(rows);
    let asked = 0;
    const acc = testClient({
      fetch: (input, init) => {
        asked += 1;
        if (asked <= 4) return service.fetch(input, init);
        return new Promise((_, reject) => {
          init?.signal?.addEventListener("abort", () => {
            aborted.push(input);
            reject(new Error("aborted"));
          });
        });
      },
    });

    for await (const window of acc.metrics.readAll(SYSTEM).windows()) if (window.outcome === "read") break;

    expect(aborted).toHaveLength(3);
  });

  test("ends with the reason of the caller's own signal", async () => {
    const reason = new Error("enough");
    const stop = new AbortController();
    const acc = testClient({ fetch: metricService(rows).fetch });
    const reading = async () => {
      for await (const window of acc.metrics.readAll(SYSTEM, { signal: stop.signal }).windows()) {
        if (window.outcome === "read") stop.abort(reason);
      }
    };

    await expect(reading()).rejects.toBe(reason);
  });
});

test("a catalogue that is given is not asked for again, and one that is refused is done without", async () => {
  const rows = population(3000, (index) => ({ installation_id: `I${index % 10}` }));
  const installations: Installation[] = Array.from({ length: 10 }, (_, index) => ({
    id: `I${index}`,
    project: "prj-1",
    organisation: "V1",
    installation: `name ${index}`,
  }));
  const service = metricService(rows);
  const asked: string[] = [];
  const acc = testClient({
    fetch: (input, init) => {
      asked.push(new URL(String(input)).pathname);
      return String(input).includes("/installations/all")
        ? Promise.resolve(forbidden())
        : service.fetch(input, init);
    },
  });

  const given = await acc.metrics.readAll(SYSTEM, { installations }).toArray();
  expect(given).toHaveLength(3000);
  expect(asked).not.toContain("/accounting-system/installations/all");

  const refused = await acc.metrics.readAll(SYSTEM).toArray();
  expect(refused).toHaveLength(3000);
  expect(asked).toContain("/accounting-system/installations/all");
});
