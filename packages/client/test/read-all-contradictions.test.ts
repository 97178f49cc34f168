import type { ReadAllOptions, WindowReading } from "@argo-acc/client";
import type { Grant } from "@argo-acc/core";
import { expect, test } from "vitest";

import { testClient } from "./support/clients.ts";
import { population } from "./support/metric-population.ts";
import { metricService } from "./support/metric-service.ts";

const SYSTEM: Grant = { kind: "system" };

interface SearchPage {
  readonly total_elements: number;
  readonly content: readonly { readonly id: string; readonly installation_id: string }[];
}

interface Options {
  /** Whether the service takes no notice of time. */
  readonly dropTime?: boolean;
  /** Default 20. */
  readonly installations?: number;
  readonly reading?: ReadAllOptions;
}

/** Reads 3,000 rows of some installations from a service whose answers are tampered with. */
async function readFrom(tamper: (page: SearchPage) => SearchPage, options: Options = {}) {
  const { dropTime = false, installations = 20, reading } = options;
  const rows = population(3000, (index) => ({
    installation_id: `I${String(index % installations).padStart(2, "0")}`,
  }));
  const service = metricService(rows);
  let requests = 0;
  const acc = testClient({
    fetch: async (input, init) => {
      if (!String(input).includes("/metrics/search")) return service.fetch(input, init);
      requests += 1;
      const body = dropTime ? JSON.stringify(withoutTime(JSON.parse(String(init?.body)))) : init?.body;
      const answer = await service.fetch(input, { ...init, body: body ?? null });
      return Response.json(tamper((await answer.json()) as SearchPage));
    },
  });
  const windows: WindowReading[] = [];
  for await (const window of acc.metrics.readAll(SYSTEM, reading).windows()) windows.push(window);
  const ids = windows.flatMap((window) =>
    window.outcome === "read" ? window.items.map(({ id }) => id) : [],
  );
  const holes = windows.filter((window) => window.outcome === "hole");
  return { requests, holes, ids, rows };
}

/** The same query without what it says about starts. */
function withoutTime(query: unknown): unknown {
  const { field, criteria, ...rest } = Object(query);
  if (field === "time_period_start")
    return { type: "query", field: "project_id", operand: "neq", values: "" };
  return { ...rest, ...(criteria === undefined ? { field } : { criteria: criteria.map(withoutTime) }) };
}

test.each([
  { lie: "one more than there is", total: (count: number) => count + 1 },
  { lie: "twice as many", total: (count: number) => count * 2 },
  { lie: "5,000 of everything", total: () => 5000 },
  { lie: "a billion", total: () => 1e9 },
])("a search that counts $lie is given up, and what it has no proof of is a hole", async ({ total }) => {
  const { requests, holes, ids } = await readFrom((page) => ({
    ...page,
    total_elements: total(page.total_elements),
  }));

  expect(ids).toEqual([]);
  expect(holes.length).toBeGreaterThan(0);
  expect(holes.map(({ error }) => error.message).join("\n")).toMatch(/contradicts itself|asked 5 times/);
  expect(requests).toBeLessThanOrEqual(700);
});

test("so is one that takes no notice of time", async () => {
  const { requests, ids } = await readFrom(
    (page) => ({ ...page, total_elements: page.total_elements + 900 }),
    { dropTime: true },
  );

  expect(ids).toEqual([]);
  expect(requests).toBeLessThanOrEqual(700);
});

test("the error says what is wrong and what to do", async () => {
  const { holes } = await readFrom((page) => ({ ...page, total_elements: 5000 }));

  expect(holes.map(({ error }) => ({ message: error.message, cure: error.cure }))).toContainEqual({
    message:
      "POST /metrics/search: what the service counts contradicts itself: windows that are cut get no smaller",
    cure: "read the plain lists instead, and tell the service's operators",
  });
});

/** Counts 5,000 of everything that has rows of I00. */
function contradictI00(page: SearchPage): SearchPage {
  return page.content.some(({ installation_id }) => installation_id === "I00")
    ? { ...page, total_elements: Math.max(5000, page.total_elements) }
    : page;
}

test("one installation that contradicts itself keeps no other from being read", async () => {
  const { requests, holes, ids, rows } = await readFrom(contradictI00);

  const others = rows.filter(({ installation_id }) => installation_id !== "I00").map(({ id }) => id);
  expect(ids.toSorted()).toEqual(others.toSorted());
  expect(holes.length).toBeGreaterThan(0);
  expect(requests).toBeLessThanOrEqual(1000);
});

test("nor one that has to be cut when all patience was lost before", async () => {
  const expected = new Map(["I00", "I01"].map((id) => [`prj-1.V1.${id}`, 1500]));
  const { holes, ids, rows } = await readFrom(contradictI00, {
    installations: 2,
    reading: { expected, concurrency: 1 },
  });

  const others = rows.filter(({ installation_id }) => installation_id === "I01").map(({ id }) => id);
  expect(ids.toSorted()).toEqual(others.toSorted());
  expect(holes.length).toBeGreaterThan(5);
});
