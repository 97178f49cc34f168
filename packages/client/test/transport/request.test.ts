import { AccConfigError } from "@argo-acc/client";
import { describe, expect, test } from "vitest";

import { testClient } from "../support/clients.ts";

const loop: { self?: unknown } = {};
loop.self = loop;

describe("a body that JSON would change on its way is not sent", () => {
  test.each([
    { name: "NaN", body: { value: Number.NaN }, why: "value is NaN" },
    { name: "infinity", body: [1, Number.POSITIVE_INFINITY], why: "1 is Infinity" },
    { name: "a date that is none", body: { at: new Date("soon") }, why: "at would become null" },
    { name: "a hole in a list", body: { list: [1, undefined] }, why: "1 would become null" },
    { name: "a function", body: () => 1, why: "it is no data" },
    { name: "a bigint", body: { big: 1n }, why: "it holds itself or a bigint" },
    { name: "itself", body: loop, why: "it holds itself or a bigint" },
  ])("$name", async ({ body, why }) => {
    const acc = testClient({});
    const call = acc.request("POST", "/x", { body });

    await expect(call).rejects.toThrow(AccConfigError);
    await expect(call).rejects.toThrow(`POST /x: the body cannot be written as JSON: ${why}`);
    expect(acc.requests).toBe(0);
  });

  test("what is undefined in an object is left out, and null is null", async () => {
    const sent: unknown[] = [];
    const fetch: typeof globalThis.fetch = (_url, init) => {
      sent.push(init?.body);
      return Promise.resolve(Response.json({}));
    };
    const body = { a: undefined, b: null, c: new Date(0), d: [null] };

    await testClient({ fetch }).request("PATCH", "/x", { body });
    expect(sent).toEqual(['{"b":null,"c":"1970-01-01T00:00:00.000Z","d":[null]}']);
  });
});

describe("a path that would lead elsewhere is not sent", () => {
  test.each([
    "/projects/../metrics",
    "/projects/p/..",
    "/./x",
    "/a/.%2E/b",
    "/a/%2e?x=1",
    "/a/..#b",
    "/a\\..\\b",
  ])("%s", async (path) => {
    const acc = testClient({});

    await expect(acc.request("DELETE", path)).rejects.toThrow(AccConfigError);
    expect(acc.requests).toBe(0);
  });

  test.each(["/a/..b/c", "/a/...", "/.well-known/x", "/a?path=/../b"])(
    "%s leads where it says",
    async (path) => {
      const urls: string[] = [];
      const acc = testClient({
        fetch: () => Promise.resolve(Response.json({})),
        onRequest: ({ url }) => urls.push(new URL(url).href),
      });

      await acc.request("GET", path);
      expect(urls).toEqual([`http://127.0.0.1:1/accounting-system${path}`]);
    },
  );
});
