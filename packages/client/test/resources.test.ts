import { everything } from "@argo-acc/client";
import type { AccClient } from "@argo-acc/client";
import { AccConfigError, type NewMetric } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { testClient } from "./support/clients.ts";
import { serve } from "./support/scripted-server.ts";

const EMPTY = {
  size_of_page: 0,
  number_of_page: 1,
  total_elements: 0,
  total_pages: 1,
  content: [],
  links: [],
};

describe("a count is one request that carries no item", () => {
  const counts: readonly { request: string; ask: (acc: AccClient) => Promise<unknown> }[] = [
    { request: "GET /providers?page=2147483647&size=1", ask: (acc) => acc.providers.list().count() },
    {
      request: "GET /installations/i/metrics?page=2147483647&size=1",
      ask: (acc) => acc.installation("i").metrics.list().count(),
    },
    {
      request: "POST /metrics/search?page=2147483647&size=1",
      ask: (acc) => acc.countMetrics({ kind: "system" }),
    },
    {
      request: "GET /projects/p/metrics?page=2147483647&size=1",
      ask: (acc) => acc.countMetrics({ kind: "project", project_id: "p" }),
    },
    {
      request: "GET /projects/p/providers/v/metrics?page=2147483647&size=1",
      ask: (acc) => acc.countMetrics({ kind: "provider", project_id: "p", provider_id: "v" }),
    },
    {
      request: "GET /installations/i/metrics?page=2147483647&size=1",
      ask: (acc) =>
        acc.countMetrics({ kind: "installation", project_id: "p", provider_id: "v", installation_id: "i" }),
    },
  ];
  test.each(counts)("$request", async ({ request, ask }) => {
    await using server = await serve({ status: 200, body: EMPTY });

    await ask(testClient({ endpoint: server.origin }));

    expect(
      server.seen.map(({ method, url }) => `${method} ${url.replace("/accounting-system", "")}`),
    ).toEqual([request]);
  });
});

test("a request of one's own leaves out what is not given", async () => {
  await using server = await serve({ status: 200, body: EMPTY });
  const acc = testClient({ endpoint: server.origin });

  await acc.request("get", "/projects/p/report", { query: { start: "2024-01-01", end: undefined } });

  expect(server.seen).toMatchObject([
    { method: "GET", url: "/accounting-system/projects/p/report?start=2024-01-01" },
  ]);
});

test("a metric is written as it is given, a value that is no number as text", async () => {
  const metric = {
    metric_definition_id: "d",
    time_period_start: "2024-01-01T00:00:00Z",
    time_period_end: "2024-01-02T00:00:00Z",
    value: Number.NaN,
    group_id: "",
  };
  await using server = await serve({ status: 201, body: { metric_id: "m", ...metric, value: "NaN" } });
  const acc = testClient({ endpoint: server.origin });

  await expect(acc.installation("i").metrics.add(metric)).resolves.toEqual({ id: "m", ...metric });
  expect(server.seen).toMatchObject([{ method: "POST", url: "/accounting-system/installations/i/metrics" }]);
  expect(JSON.parse(server.seen[0]?.body ?? "")).toEqual({ ...metric, value: "NaN" });
});

describe("what is refused before anything is sent", () => {
  const calls: readonly { name: string; call: (acc: AccClient) => unknown; words: string }[] = [
    { name: "an empty id", call: (acc) => acc.project(""), words: '"" is no id' },
    {
      name: "an id that would name another path",
      call: (acc) => acc.installation(".."),
      words: '".." is no id',
    },
    {
      name: "an instant as a day",
      call: (acc) => acc.project("p").metrics.list({ end: "2024-01-01T00:00:00Z" }),
      words: 'end "2024-01-01T00:00:00Z" is not a day',
    },
    {
      name: "an impossible day",
      call: (acc) => acc.project("p").metrics.list({ start: "2023-02-30" }),
      words: 'start "2023-02-30" is not a day',
    },
    {
      name: "a definition without an id, which would be no filter",
      call: (acc) => acc.installation("i").metrics.list({ metric_definition_id: "" }),
      words: 'metric_definition_id "" is no id',
    },
    {
      name: "an empty external id",
      call: (acc) => acc.installation({ externalId: "" }),
      words: '"" is no id',
    },
    {
      name: "an id that is not well-formed",
      call: (acc) => acc.provider("\ud800"),
      words: "is no id",
    },
    {
      name: "a page that is too large",
      call: (acc) => acc.providers.list({ pageSize: 101 }),
      words: "pageSize 101 is not a whole number from 1 to 100",
    },
    {
      name: "a search page that is too large",
      call: (acc) => acc.metrics.search(everything(), { pageSize: 1001 }),
      words: "pageSize 1001 is not",
    },
    {
      name: "a concurrency of none",
      call: () => testClient({ concurrency: 0 }),
      words: "concurrency 0 is not",
    },
  ];
  test.each(calls)("$name", ({ call, words }) => {
    const acc = testClient({});

    expect(() => call(acc)).toThrow(AccConfigError);
    expect(() => call(acc)).toThrow(words);
    expect(acc.requests).toBe(0);
  });

  test.each(["2024-02-30", "2024-1-5", "", "2024-01-05T00:00:00Z"])(
    "a capacity that is registered on %j",
    async (day) => {
      const acc = testClient({});
      const { capacities } = acc.installation("i");
      const capacity = { metric_definition_id: "d", value: 1, registered_on: day };

      await expect(capacities.add(capacity)).rejects.toThrow(`registered_on "${day}" is not a day`);
      await expect(capacities.update("c", { registered_on: day })).rejects.toThrow(AccConfigError);
      expect(acc.requests).toBe(0);
    },
  );

  test.each(["", ',"value":null', ',"value":"10.5"'])(
    "a metric whose value is no number: %s",
    async (value) => {
      const acc = testClient({});
      const metric: NewMetric = JSON.parse(`{"metric_definition_id":"d"${value}}`);

      for (const handle of [acc.installation("i"), acc.installation({ externalId: "e" })]) {
        await expect(handle.metrics.add(metric)).rejects.toThrow(AccConfigError);
        await expect(handle.metrics.add(metric)).rejects.toThrow("the value of a metric is a number, not");
      }
      expect(acc.requests).toBe(0);
    },
  );

  test("a capacity that is no number", async () => {
    const acc = testClient({});
    const adding = acc.installation("i").capacities.add({ metric_definition_id: "d", value: Number.NaN });

    await expect(adding).rejects.toThrow(AccConfigError);
    expect(acc.requests).toBe(0);
  });

  test("a path without a slash in front, and a deadline that is none", async () => {
    const acc = testClient({});

    await expect(acc.request("GET", "projects")).rejects.toThrow(
      'path "projects" does not begin with a slash',
    );
    await expect(acc.project("p").get({ timeoutMs: 0 })).rejects.toThrow(
      "timeoutMs 0 is not a number of milliseconds",
    );
    expect(acc.requests).toBe(0);
  });
});
