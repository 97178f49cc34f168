import { AccClient, type AccClientOptions } from "@argo-acc/client";
import { AccTimeoutError } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { impatientClock, testClient } from "../support/clients.ts";
import { type Reply, serve } from "../support/scripted-server.ts";

const busy: Reply = { status: 503 };
const hang: Reply = () => {};
const CURE = "give the call more time with deadlineMs, or try again later";

/** One of two pages, with one resource on it. */
function page(number: number): Reply {
  const content = [{ id: `r${number}`, name: "R" }];
  const totals = { size_of_page: 1, total_elements: 2, total_pages: 2 };
  return { status: 200, body: { ...totals, number_of_page: number, content, links: [] } };
}

/** Makes a call that has to end in time, and fails to. */
async function late(
  method: string,
  replies: readonly Reply[],
  options: Partial<AccClientOptions> & { readonly callMs?: number },
) {
  await using server = await serve(...replies);
  const { callMs: deadlineMs, ...rest } = options;
  const clock = impatientClock();
  const acc = testClient({ endpoint: server.origin, clock, ...rest });
  const body = method === "GET" ? undefined : {};
  const error: unknown = await acc.request(method, "/x", { body, deadlineMs }).catch((e: unknown) => e);
  return { error, waits: clock.waits, sent: server.seen.length };
}

describe("the deadline of a whole call", () => {
  test("ends before a pause that would end after it: there is nothing to wait for", async () => {
    // pauses of 150, 300 and 600 ms by this clock
    const { error, waits, sent } = await late("GET", [busy], { callMs: 1000 });

    expect(error).toBeInstanceOf(AccTimeoutError);
    expect(error).toMatchObject({
      message:
        "GET /x: not done within the 1000 ms of the whole call, after 3 tries: the next one could begin only 600 ms later; the last one failed: 503 after 3 tries",
      acted: "no",
      retryable: true,
      cure: CURE,
      cause: { status: 503 },
    });
    expect(waits).toEqual([150, 300]);
    expect(sent).toBe(3);
  });

  test("counts what the service asks to wait", async () => {
    const limited: Reply = { status: 429, headers: { "retry-after": "20" } };
    const { error, sent } = await late("POST", [limited], { callMs: 5000 });

    expect(error).toMatchObject({ code: "timeout", acted: "no", retryable: true });
    expect(sent).toBe(1);
  });

  test("counts the pause after a 401", async () => {
    const { error, sent } = await late("GET", [{ status: 401 }], { callMs: 500 });

    expect(error).toMatchObject({ code: "timeout", cause: { status: 401 } });
    expect(sent).toBe(1);
  });

  test("ends an attempt under way, and no other one follows", async () => {
    const { error, waits, sent } = await late("GET", [hang], { callMs: 200 });

    expect(error).toMatchObject({
      message:
        "GET /x: not done within the 200 ms of the whole call, after 1 try: the last one had no answer yet",
      acted: "no",
      retryable: true,
    });
    expect(waits).toEqual([]);
    expect(sent).toBe(1);
  });

  test("leaves open whether a POST acted", async () => {
    const { error } = await late("POST", [hang], { callMs: 40 });

    expect(error).toMatchObject({
      code: "timeout",
      acted: "maybe",
      retryable: false,
      cure: "look whether it was done before you send it again",
    });
  });

  test("does not hide that the network is what fails", async () => {
    await using server = await serve(busy);
    const port = new URL(server.origin).port;
    await server[Symbol.asyncDispose]();
    const acc = testClient({ endpoint: `http://localhost:${port}`, clock: impatientClock() });

    await expect(acc.request("GET", "/x", { deadlineMs: 400 })).rejects.toMatchObject({
      code: "timeout",
      message: expect.stringContaining("; the last one failed: the connection was refused"),
      cure: `check that localhost:${port} is the service's host and that this machine can reach it`,
    });
  });

  test("remembers that an earlier try may have acted", async () => {
    const { error } = await late("PATCH", [busy], { callMs: 400 });

    expect(error).toMatchObject({ code: "timeout", acted: "maybe", retryable: true });
  });

  test("does not shorten an attempt that has its own, shorter one", async () => {
    const { error, sent } = await late("GET", [hang], { callMs: 60_000, timeoutMs: 20 });

    expect(error).toMatchObject({ message: expect.stringContaining("no answer within 20 ms after 5 tries") });
    expect(sent).toBe(5);
  });

  test("is the client's, unless the call has one", async () => {
    const byClient = await late("GET", [busy], { deadlineMs: 100 });
    const byCall = await late("GET", [busy], { deadlineMs: 100, callMs: 60_000 });

    expect(byClient.error).toMatchObject({ code: "timeout" });
    expect(byCall.error).toMatchObject({ code: "response", attempts: 5 });
  });

  test("ends the waiting for a token", async () => {
    await using server = await serve({ status: 200, body: {} });
    const token = { get: () => new Promise<string>(() => {}) };
    const acc = new AccClient({ endpoint: server.origin, token, deadlineMs: 30 });

    await expect(acc.request("POST", "/x", { body: {} })).rejects.toMatchObject({
      code: "timeout",
      message: "POST /x: not done within the 30 ms of the whole call, after 0 tries: there was no token yet",
      acted: "no",
      retryable: true,
    });
    expect(server.seen).toEqual([]);
  });

  test("ends the waiting for another token after a 401", async () => {
    await using server = await serve({ status: 401 });
    const token = { get: () => Promise.resolve("old"), renew: () => new Promise<string>(() => {}) };
    const acc = new AccClient({ endpoint: server.origin, token, deadlineMs: 500 });

    await expect(acc.request("GET", "/x")).rejects.toMatchObject({
      code: "timeout",
      message: expect.stringContaining("after 1 try: there was no token yet"),
    });
  });

  test("is each page's, in a list", async () => {
    // pauses of 150 and 300 ms before each page, 900 ms for the list
    const replies = [busy, busy, page(1), busy, busy, page(2)];
    const clock = impatientClock();
    await using server = await serve(...replies);
    const acc = testClient({ endpoint: server.origin, clock });
    const listed = await acc.resources.list({ deadlineMs: 600, pageSize: 1 }).toArray();

    expect(listed.map(({ id }) => id)).toEqual(["r1", "r2"]);
    expect(clock.waits).toEqual([150, 300, 150, 300]);
    await using slower = await serve(...replies);
    const tooLate = testClient({ endpoint: slower.origin }).resources.list({ deadlineMs: 400, pageSize: 1 });
    await expect(tooLate.toArray()).rejects.toMatchObject({ code: "timeout" });
  });
});

describe("a deadline that is none", () => {
  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])("%d ms is refused", async (ms) => {
    const acc = testClient({});

    await expect(acc.request("GET", "/x", { deadlineMs: ms })).rejects.toMatchObject({
      code: "config",
      message: `deadlineMs ${ms} is not a number of milliseconds`,
    });
    await expect(acc.request("GET", "/x", { timeoutMs: ms })).rejects.toMatchObject({
      code: "config",
      message: `timeoutMs ${ms} is not a number of milliseconds`,
    });
    expect(acc.requests).toBe(0);
  });
});
