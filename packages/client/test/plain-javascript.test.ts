import { AccClient } from "@argo-acc/client";
import * as client from "@argo-acc/client";
import * as core from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { SEARCH_FIELDS } from "../src/resources/search/search-fields.ts";

const endpoint = "localhost";
const acc = new AccClient({ endpoint, token: "opaque" });
const item = { id: "6b04b7210f67f842ac00b2fa" };

const QUERY_CURE =
  "make it with textIs, instantIs, valueIs, allOf or another of them; what else there is goes by acc.request";

/** What comes of something that a compiler would refuse: thrown at once, or when it is awaited. */
async function failureOf(what: () => unknown): Promise<unknown> {
  try {
    return await what();
  } catch (error) {
    return error;
  }
}

describe("what no compiler has looked at is refused in words, before anything is sent", () => {
  test.each<{ what: string; call: () => unknown; code: string; message: string; cure: string }>([
    {
      what: "a token from a variable that is not set",
      // @ts-expect-error
      call: () => new AccClient({ endpoint, token: undefined }),
      code: "token",
      message: "there is no token",
      cure: "give { endpoint, token }, the token as text or as a source such as tokenFromEnv()",
    },
    {
      what: "a function as the token",
      // @ts-expect-error
      call: () => new AccClient({ endpoint, token: () => "opaque" }),
      code: "token",
      message: "a function is no source of tokens",
      cure: "give { endpoint, token }, the token as text or as a source such as tokenFromEnv()",
    },
    {
      what: "a field that search does not know, by which it would find nothing",
      // @ts-expect-error
      call: () => acc.metrics.search(client.textIs("group", "g")).count(),
      code: "config",
      message: 'there is no field "group" to search by',
      cure: `search by one of ${Object.keys(SEARCH_FIELDS).join(", ")}`,
    },
    {
      what: "a symbol for an operand",
      // @ts-expect-error
      call: () => acc.metrics.search(client.valueIs(">", 10)).count(),
      code: "config",
      message: 'there is no operand ">"',
      cure: "compare by one of eq, neq, lt, lte, gt, gte",
    },
    {
      what: "criteria as an array",
      // @ts-expect-error
      call: () => acc.metrics.search(client.allOf([client.everything()])).count(),
      code: "config",
      message: '[{"type":"query","field":"project_id","operand":"neq","values":""}] is no query',
      cure: QUERY_CURE,
    },
    ...[
      // @ts-expect-error
      (query: unknown) => acc.metrics.search(query).count(),
      // @ts-expect-error
      (query: unknown) => acc.projects.search(query).count(),
      // @ts-expect-error
      (query: unknown) => acc.providers.search(query).count(),
      // @ts-expect-error
      (query: unknown) => acc.installations.search(query).count(),
      // @ts-expect-error
      (query: unknown) => acc.metricDefinitions.search(query).count(),
    ].map((search, number) => ({
      what: `a query written by hand, ${number}`,
      call: () => search({ type: "query", field: "project_id", values: "prj-1" }),
      code: "config",
      message: '{"type":"query","field":"project_id","values":"prj-1"} is no query',
      cure: QUERY_CURE,
    })),
    {
      what: "endpoint and token without their names",
      // @ts-expect-error
      call: () => new AccClient(endpoint, "opaque"),
      code: "token",
      message: "there is no token",
      cure: "give { endpoint, token }, the token as text or as a source such as tokenFromEnv()",
    },
    {
      what: "no endpoint",
      // @ts-expect-error
      call: () => new AccClient({ token: "opaque" }),
      code: "config",
      message: "the endpoint is no text: undefined",
      cure: "write it as https:// and the name of the host",
    },
    {
      what: "an id from a variable that is not set",
      // @ts-expect-error
      call: () => acc.project(undefined),
      code: "config",
      message: "undefined is no id",
      cure: "give the text of an id",
    },
    {
      what: "an installation instead of its id",
      // @ts-expect-error
      call: () => acc.installation(item),
      code: "config",
      message: "[object Object] is no id",
      cure: "give the text of an id",
    },
    {
      what: "a provider of a project that is null",
      // @ts-expect-error
      call: () => acc.project("p").provider(null),
      code: "config",
      message: "null is no id",
      cure: "give the text of an id",
    },
    {
      what: "an external id that is a number",
      // @ts-expect-error
      call: () => acc.provider({ externalId: 7 }).get(),
      code: "config",
      message: "7 is no id",
      cure: "give the text of an id",
    },
    {
      what: "a metric instead of its id",
      // @ts-expect-error
      call: () => acc.installation("i").metrics.update(item, { value: 1 }),
      code: "config",
      message: "[object Object] is no id",
      cure: "give the text of an id",
    },
    {
      what: "a report without a period",
      // @ts-expect-error
      call: () => acc.project("p").report(),
      code: "config",
      message: "a report needs a period",
      cure: "give { start, end }, both as yyyy-mm-dd",
    },
    {
      what: "a report of two days that are no period",
      // @ts-expect-error
      call: () => acc.project("p").report("2024-01-01", "2024-02-01"),
      code: "config",
      message: "a report needs a period",
      cure: "give { start, end }, both as yyyy-mm-dd",
    },
  ])("$what", async ({ call, code, message, cure }) => {
    expect(await failureOf(call)).toMatchObject({ code, message, cure });
    expect(acc.requests).toBe(0);
  });
});

test("every error class of core can be caught with the client alone, and is the same class", () => {
  const errors = Object.entries(core).filter(([name]) => /^(?:Acc\w*Error|isAccError)$/.test(name));

  expect(errors.length).toBeGreaterThan(12);
  expect(client).toMatchObject(Object.fromEntries(errors));
});
