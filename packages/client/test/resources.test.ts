import { everything } from "@argo-acc/client";
import type { AccClient } from "@argo-acc/client";
import { AccConfigError } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { testClient } from "./support/clients.ts";
import { serve } from "./support/scripted-server.ts";

const EMPTY = {
  size_of_page: 0,
  number_of_page: 2_147_483_647,
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

test("a metric is written as it is given", async () => {
  const metric = {
    metric_definition_id: "d",
    time_period_start: "2024-01-01T00:00:00Z",
    time_period_end: "2024-01-02T00:00:00Z",
    value: -1.5e-7,
    group_id: "",
  };
  await using server = await serve({ status: 201, body: { metric_id: "m", ...metric } });
  const acc = testClient({ endpoint: server.origin });

  await expect(acc.installation("i").metrics.add(metric)).resolves.toEqual({ id: "m", ...metric });
  expect(server.seen).toMatchObject([{ method: "POST", url: "/accounting-system/installations/i/metrics" }]);
  expect(JSON.parse(server.seen[0]?.body ?? "")).toEqual(metric);
});

test("what is not known may be given as undefined, and is not sent", async () => {
  const unknown: string | undefined = undefined;
  const sent: unknown[] = [];
  const acc = testClient({
    fetch: (_, init) => {
      sent.push(JSON.parse(String(init?.body)));
      return Promise.resolve(Response.json({ code: 400, message: "no" }, { status: 400 }));
    },
  });
  const metric = {
    metric_definition_id: "d",
    time_period_start: "2024-01-01T00:00:00Z",
    time_period_end: "2024-01-02T00:00:00Z",
    value: 1,
  };
  const provider = { name: "n", website: unknown, abbreviation: unknown, logo: unknown };
  const installation = { infrastructure: unknown, resource: unknown, unit_of_access: unknown };
  const named = { project: "p", organisation: "v", installation: "i" };

  await Promise.allSettled([
    acc.installation("i").metrics.add({ ...metric, group_id: unknown, user_id: unknown }),
    acc.installation("i").metrics.update("m", { value: 1, group_id: unknown, time_period_start: unknown }),
    acc.installations.add({ ...installation, ...named, external_id: unknown }),
    acc.installation("i").update({ ...installation, installation: "i" }),
    acc.providers.add({ ...provider, external_id: unknown }),
    acc.provider("v").update({ ...provider, name: unknown, logo: "l" }),
    acc.installation("i").capacities.add({ metric_definition_id: "d", value: 1, registered_on: unknown }),
    acc.admin.projects.update("p", { acronym: unknown, title: "t" }),
  ]);

  expect(sent).toEqual([
    metric,
    { value: 1 },
    named,
    { installation: "i" },
    { name: "n" },
    { logo: "l" },
    { metric_definition_id: "d", value: 1 },
    { title: "t" },
  ]);
});

test("a project, and a count, of a single day are asked for", async () => {
  const day = "2024-01-01";
  const seen: string[] = [];
  const acc = testClient({
    fetch: (input) => {
      seen.push(new URL(String(input)).pathname);
      return Promise.resolve(Response.json({ code: 403, message: "no" }, { status: 403 }));
    },
  });
  const project = { id: "p", acronym: "P", title: "t", start_date: day, end_date: day, call_identifier: "c" };

  await Promise.allSettled([acc.admin.projects.add(project), acc.admin.counts({ start: day, end: day })]);

  expect(seen.toSorted()).toEqual(["/accounting-system/admin/metrics", "/accounting-system/admin/projects"]);
});

/** A compiler takes it for a filter, since it has another field of one. */
const MISSPELT = { start: "2024-01-01", metricDefinitionId: "d" };

describe("what is refused before anything is sent", () => {
  const calls: readonly { name: string; call: (acc: AccClient) => unknown; words: string }[] = [
    { name: "an empty id", call: (acc) => acc.project(""), words: '"" is no id' },
    {
      name: "an id that would name another path",
      call: (acc) => acc.installation(".."),
      words: '".." is no id',
    },
    ...[
      { id: "all", at: "/installations/all", call: (acc: AccClient) => acc.installation("all") },
      {
        id: "external",
        at: "/installations/external",
        call: (acc: AccClient) => acc.installation("external"),
      },
      { id: "search", at: "/installations/search", call: (acc: AccClient) => acc.installation("search") },
      { id: "all", at: "/providers/all", call: (acc: AccClient) => acc.provider("all") },
      { id: "external", at: "/providers/external", call: (acc: AccClient) => acc.provider("external") },
      { id: "search", at: "/providers/search", call: (acc: AccClient) => acc.provider("search") },
      { id: "search", at: "/projects/search", call: (acc: AccClient) => acc.project("search") },
      {
        id: "external",
        at: "/projects/p%2F1/providers/external",
        call: (acc: AccClient) => acc.project("p/1").provider("external"),
      },
    ].map(({ id, at, call }) => ({
      name: `an id that is the name of a route: ${at}`,
      call,
      words: `"${id}" is no id: ${at} is a route of its own`,
    })),
    {
      name: "a filter that the service does not know, and would give everything for",
      call: (acc) => acc.installation("i").metrics.list(MISSPELT),
      words: 'this list of metrics has no filter "metricDefinitionId"',
    },
    {
      name: "options in the place of a filter",
      call: (acc) => acc.installation({ externalId: "e" }).metrics.list(JSON.parse('{"pageSize":10}')),
      words: 'this list of metrics has no filter "pageSize"',
    },
    {
      name: "a definition as a filter of a group, which the service ignores",
      call: (acc) => acc.project("p").group("g").metrics.list(JSON.parse('{"metric_definition_id":"d"}')),
      words: 'this list of metrics has no filter "metric_definition_id"',
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

  test.each([
    { verb: "metricDefinitions.get", ask: (acc: AccClient) => acc.metricDefinitions.get("search") },
    { verb: "metricDefinitions.update", ask: (acc: AccClient) => acc.metricDefinitions.update("search", {}) },
    { verb: "unitTypes.get", ask: (acc: AccClient) => acc.unitTypes.get("") },
    { verb: "metricTypes.update", ask: (acc: AccClient) => acc.metricTypes.update("", {}) },
    { verb: "installation.metrics.get", ask: (acc: AccClient) => acc.installation("i").metrics.get("..") },
    { verb: "admin.entitlements.get", ask: (acc: AccClient) => acc.admin.entitlements.get("") },
    { verb: "admin.tenants.get", ask: (acc: AccClient) => acc.admin.tenants.get("") },
    { verb: "countMetrics", ask: (acc: AccClient) => acc.countMetrics({ kind: "project", project_id: "" }) },
  ])("a bad id that $verb is given, by the promise and not by a throw", async ({ ask }) => {
    const acc = testClient({});

    await expect(ask(acc)).rejects.toThrow("is no id");
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

  const metric = {
    metric_definition_id: "d",
    time_period_start: "2024-01-01T00:00:00Z",
    time_period_end: "2024-01-02T00:00:00Z",
    value: 1,
  };

  test.each<{ fault: string; given: Record<string, unknown>; words: string }>([
    {
      fault: "no value, which the service stores as 0",
      given: { value: undefined },
      words: "a finite number, not none",
    },
    { fault: "a value of null", given: { value: null }, words: "a finite number, not null" },
    { fault: "a value as text", given: { value: "10.5" }, words: 'a finite number, not "10.5"' },
    { fault: "NaN", given: { value: Number.NaN }, words: "a finite number, not NaN" },
    {
      fault: "infinity",
      given: { value: Number.NEGATIVE_INFINITY },
      words: "a finite number, not -Infinity",
    },
    {
      fault: "a day for an instant",
      given: { time_period_start: "2024-01-01" },
      words: 'time_period_start "2024-01-01" is no instant',
    },
    {
      fault: "an instant without a zone",
      given: { time_period_end: "2024-01-02T00:00:00" },
      words: "is no instant",
    },
    {
      fault: "an impossible day",
      given: { time_period_end: "2023-02-30T00:00:00Z" },
      words: "is no instant",
    },
    {
      fault: "no start",
      given: { time_period_start: undefined },
      words: "time_period_start undefined is no",
    },
    {
      fault: "an empty period",
      given: { time_period_end: "2024-01-01T01:00:00+01:00" },
      words: "the period ends at 2024-01-01T01:00:00+01:00, not after its start 2024-01-01T00:00:00Z",
    },
    {
      fault: "a period that ends before it starts",
      given: { time_period_end: "2023-01-01T00:00:00Z" },
      words: "not after its start",
    },
  ])("a metric with $fault", async ({ given, words }) => {
    const acc = testClient({});
    const wrong = Object.assign({}, metric, given);
    for (const handle of [acc.installation("i"), acc.installation({ externalId: "e" })]) {
      await expect(handle.metrics.add(wrong)).rejects.toThrow(AccConfigError);
      await expect(handle.metrics.add(wrong)).rejects.toThrow(words);
    }
    expect(acc.requests).toBe(0);
  });

  test.each([
    { patch: { value: Number.NaN }, words: "a finite number, not NaN" },
    { patch: { time_period_end: "2024-01-02" }, words: 'time_period_end "2024-01-02" is no instant' },
    {
      patch: { time_period_start: "2024-01-03T00:00:00Z", time_period_end: "2024-01-02T00:00:00Z" },
      words: "not after its start",
    },
  ])("an update of a metric to $words", async ({ patch, words }) => {
    const acc = testClient({});

    await expect(acc.installation("i").metrics.update("m", patch)).rejects.toThrow(words);
    expect(acc.requests).toBe(0);
  });

  test("a period of one nanosecond is one", async () => {
    await using server = await serve({ status: 201, body: { metric_id: "m", ...metric } });
    const acc = testClient({ endpoint: server.origin });
    const brief = {
      time_period_start: "2024-01-01T00:00:00Z",
      time_period_end: "2024-01-01T00:00:00.000000001Z",
    };

    await expect(acc.installation("i").metrics.add({ ...metric, ...brief })).resolves.toMatchObject({
      id: "m",
    });
  });

  test.each([
    { patch: '{"value":null}', words: "whose value is null" },
    { patch: '{"value":""}', words: 'whose value is ""' },
    { patch: '{"metric_definition_id":""}', words: 'whose metric_definition_id is ""' },
    { patch: '{"time_period_start":""}', words: 'whose time_period_start is ""' },
    { patch: '{"value":1,"time_period_end":""}', words: 'whose time_period_end is ""' },
    { patch: '{"group_id":null}', words: "whose group_id is null", cure: 'give "" to empty it' },
    { patch: '{"user_id":null}', words: "whose user_id is null", cure: 'give "" to empty it' },
  ])("an update of a metric that the service would pass over: $patch", async ({ patch, words, cure }) => {
    const acc = testClient({});
    const updating = acc.installation("i").metrics.update("m", JSON.parse(patch));

    await expect(updating).rejects.toThrow(AccConfigError);
    await expect(updating).rejects.toMatchObject({
      message: expect.stringContaining(`${words} would not change it`),
      cure: expect.stringContaining(cure ?? "leave it out"),
    });
    expect(acc.requests).toBe(0);
  });

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
