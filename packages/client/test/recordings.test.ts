import { type AccClient, valueIs } from "@argo-acc/client";
import { valueToWire } from "@argo-acc/core";
import { expect, test } from "vitest";

import { testClient } from "./support/clients.ts";
import { type Exchange, readRecordings } from "./support/recordings.ts";

/** The routes that have a method, and the method. */
const ROUTES: readonly { route: RegExp; method: string; read: (acc: AccClient) => Promise<unknown> }[] = [
  { method: "GET", route: /^\/clients\/me$/, read: (acc) => acc.me.projects.list().page(1) },
  { method: "GET", route: /^\/admin\/projects$/, read: (acc) => acc.admin.projects.list().page(1) },
  { method: "GET", route: /^\/projects\/[^/]+$/, read: (acc) => acc.project("p").get() },
  {
    method: "GET",
    route: /^\/projects\/[^/]+\/metrics$/,
    read: (acc) => acc.project("p").metrics.list().page(1),
  },
  {
    method: "GET",
    route: /^\/projects\/[^/]+\/installations$/,
    read: (acc) => acc.project("p").installations.list().page(1),
  },
  {
    method: "GET",
    route: /^\/projects\/[^/]+\/providers\/[0-9a-f]{24}\/metrics$/,
    read: (acc) => acc.project("p").provider("v").metrics.list().page(1),
  },
  {
    method: "GET",
    route: /^\/projects\/[^/]+\/providers\/[0-9a-f]{24}\/installations$/,
    read: (acc) => acc.project("p").provider("v").installations.list().page(1),
  },
  { method: "GET", route: /^\/providers$/, read: (acc) => acc.providers.list().page(1) },
  { method: "GET", route: /^\/providers\/all$/, read: (acc) => acc.providers.all().page(1) },
  { method: "GET", route: /^\/providers\/[0-9a-f]{24}$/, read: (acc) => acc.provider("v").get() },
  { method: "GET", route: /^\/installations\/all$/, read: (acc) => acc.installations.all().page(1) },
  { method: "GET", route: /^\/installations\/[0-9a-f]{24}$/, read: (acc) => acc.installation("i").get() },
  {
    method: "GET",
    route: /^\/installations\/[0-9a-f]{24}\/metrics$/,
    read: (acc) => acc.installation("i").metrics.list().page(1),
  },
  {
    method: "GET",
    route: /^\/installations\/[0-9a-f]{24}\/metrics\/[0-9a-f]{24}$/i,
    read: (acc) => acc.installation("i").metrics.get("m"),
  },
  {
    method: "POST",
    route: /^\/installations\/[0-9a-f]{24}\/metrics$/,
    read: (acc) =>
      acc.installation("i").metrics.add({
        metric_definition_id: "d",
        time_period_start: "2024-01-01T00:00:00Z",
        time_period_end: "2024-01-02T00:00:00Z",
        value: 1,
      }),
  },
  { method: "GET", route: /^\/metric-definitions$/, read: (acc) => acc.metricDefinitions.list().page(1) },
  {
    method: "GET",
    route: /^\/metric-definitions\/[0-9a-f]{24}$/,
    read: (acc) => acc.metricDefinitions.get("d"),
  },
  {
    method: "POST",
    route: /^\/metrics\/search$/,
    read: (acc) => acc.metrics.search(valueIs("gt", 0)).page(1),
  },
];

const successes = readRecordings().filter(({ status, isCut }) => status >= 200 && status < 300 && !isCut);

test.each(ROUTES.map((route) => ({ ...route, name: `${route.method} ${route.route.source}` })))(
  "every recorded success of $name is read",
  async ({ method, route, read }) => {
    const recorded = successes.filter((exchange) => exchange.method === method && route.test(exchange.path));

    expect(recorded.length).toBeGreaterThan(0);
    for (const exchange of recorded) {
      await expect(read(answering(exchange))).resolves.toBeDefined();
    }
  },
);

test("what is read from a list of metrics is what was recorded, field for field", async () => {
  const lists = successes.filter(
    ({ method, path }) => method === "GET" && /^\/installations\/\w+\/metrics$/.test(path),
  );
  for (const exchange of lists) {
    const page = await answering(exchange).installation("i").metrics.list().page(1);
    const rebuilt = page.content.map((metric) => {
      const { metric_definition_id, value, ...item } = metric;
      expect(metric_definition_id).toBe(metric.metric_definition.metric_definition_id);
      return { ...item, value: valueToWire(value) };
    });

    expect(rebuilt).toEqual(contentOf(exchange.body));
  }
});

/** A client of a service that always answers what was recorded. */
function answering({ status, body }: Exchange): AccClient {
  return testClient({ fetch: () => Promise.resolve(Response.json(body, { status })) });
}

function contentOf(body: unknown): unknown {
  return typeof body === "object" && body !== null && "content" in body ? body.content : undefined;
}
