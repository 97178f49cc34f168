import { everything } from "@argo-acc/client";
import type { AccClient } from "@argo-acc/client";
import { AccConfigError } from "@argo-acc/core";
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

describe("each verb is one request", () => {
  const lists: readonly { request: string; ask: (acc: AccClient) => Promise<unknown> }[] = [
    { request: "GET /providers?page=1&size=100", ask: (acc) => acc.providers.list().toArray() },
    {
      request: "GET /providers/all?page=1&size=20",
      ask: (acc) => acc.providers.all({ pageSize: 20 }).toArray(),
    },
    { request: "GET /installations/all?page=1&size=100", ask: (acc) => acc.installations.all().toArray() },
    {
      request: "GET /metric-definitions?page=1&size=100",
      ask: (acc) => acc.metricDefinitions.list().toArray(),
    },
    { request: "GET /clients/me?page=1&size=100", ask: (acc) => acc.me.projects.list().toArray() },
    { request: "GET /admin/projects?page=1&size=100", ask: (acc) => acc.admin.projects.list().toArray() },
    {
      request: "GET /projects/a%2Fb%20c/installations?page=1&size=100",
      ask: (acc) => acc.project("a/b c").installations.list().toArray(),
    },
    {
      request: "GET /projects/p/metrics?page=1&size=100",
      ask: (acc) => acc.project("p").metrics.list().toArray(),
    },
    {
      request:
        "GET /projects/p/metrics?start=2024-01-01&end=2024-02-01&metric-definition-id=d&page=1&size=100",
      ask: (acc) =>
        acc
          .project("p")
          .metrics.list({ start: "2024-01-01", end: "2024-02-01", metric_definition_id: "d" })
          .toArray(),
    },
    {
      request: "GET /projects/p/providers/v/metrics?end=2024-02-01&page=1&size=100",
      ask: (acc) => acc.project("p").provider("v").metrics.list({ end: "2024-02-01" }).toArray(),
    },
    {
      request: "GET /projects/p/providers/v/installations?page=1&size=100",
      ask: (acc) => acc.project("p").provider("v").installations.list().toArray(),
    },
    {
      request: "GET /installations/i/metrics?page=3&size=50",
      ask: (acc) => acc.installation("i").metrics.list({}, { pageSize: 50 }).page(3),
    },
    {
      request: "GET /installations/i/metrics?page=2147483647&size=1",
      ask: (acc) => acc.installation("i").metrics.list().count(),
    },
    {
      request: "POST /metrics/search?page=1&size=1000",
      ask: (acc) => acc.metrics.search(everything(), { pageSize: 1000 }).toArray(),
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
  test.each(lists)("$request", async ({ request, ask }) => {
    await using server = await serve({ status: 200, body: EMPTY });

    await ask(testClient({ endpoint: server.origin }));

    expect(
      server.seen.map(({ method, url }) => `${method} ${url.replace("/accounting-system", "")}`),
    ).toEqual([request]);
  });

  const single = {
    id: "x",
    name: "n",
    project: "p",
    organisation: "v",
    installation: "i",
    providers: [],
    metric_name: "m",
    unit_type: "s",
    metric_type: "count",
    metric_definition_id: "d",
    metric_id: "x",
    time_period_start: "2024-01-01T00:00:00Z",
    time_period_end: "2024-01-02T00:00:00Z",
    value: 1,
  };
  const verbs: readonly { request: string; ask: (acc: AccClient) => Promise<unknown> }[] = [
    { request: "GET /projects/p%3Fx", ask: (acc) => acc.project("p?x").get() },
    { request: "GET /providers/v", ask: (acc) => acc.provider("v").get() },
    { request: "GET /installations/i", ask: (acc) => acc.installation("i").get() },
    { request: "GET /installations/i/metrics/m%231", ask: (acc) => acc.installation("i").metrics.get("m#1") },
    { request: "GET /metric-definitions/d", ask: (acc) => acc.metricDefinitions.get("d") },
    {
      request: "GET /projects/p/report?start=2024-01-01",
      ask: (acc) =>
        acc.request("get", "/projects/p/report", { query: { start: "2024-01-01", end: undefined } }),
    },
  ];
  test.each(verbs)("$request", async ({ request, ask }) => {
    await using server = await serve({ status: 200, body: single });

    await ask(testClient({ endpoint: server.origin }));

    expect(
      server.seen.map(({ method, url }) => `${method} ${url.replace("/accounting-system", "")}`),
    ).toEqual([request]);
  });
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
