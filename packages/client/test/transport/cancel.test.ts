import { getEventListeners } from "node:events";
import type { Socket } from "node:net";

import { AccClient, type TokenSource } from "@argo-acc/client";
import { describe, expect, test } from "vitest";

import { serveRaw } from "../support/raw-server.ts";
import { type Reply, serve } from "../support/scripted-server.ts";

const REASON = new Error("enough");
const OK = "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1";

/** Timers that keep the process alive. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}

/** A client with the clock of this machine: what it leaves behind is real. */
function client(endpoint: string, token: string | TokenSource = "opaque"): AccClient {
  return new AccClient({ endpoint, token });
}

describe("a call that is cancelled gives its reason at once and leaves nothing behind", () => {
  test("while it waits for a token", async () => {
    await using server = await serveRaw(OK);
    const stop = new AbortController();
    const asked = Promise.withResolvers<void>();
    const acc = client(server.origin, {
      get: () => {
        asked.resolve();
        return new Promise(() => {});
      },
    });
    const before = timers();
    const call = acc.request("GET", "/x", { signal: stop.signal, deadlineMs: 60_000 });
    await asked.promise;
    stop.abort(REASON);

    await expect(call).rejects.toBe(REASON);
    expect(server.connections).toBe(0);
    expect(timers()).toBeLessThanOrEqual(before);
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  });

  test("while it waits for another token", async () => {
    await using server = await serve({ status: 401 });
    const stop = new AbortController();
    const acc = client(server.origin, {
      get: () => Promise.resolve("old"),
      renew: () => {
        queueMicrotask(() => stop.abort(REASON));
        return new Promise(() => {});
      },
    });

    await expect(acc.request("GET", "/x", { signal: stop.signal })).rejects.toBe(REASON);
    expect(server.seen).toHaveLength(1);
  });

  test("by a hook, just when a token that cannot be renewed would be", async () => {
    await using server = await serve({ status: 401 });
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", listen);
    const stop = new AbortController();
    let renewals = 0;
    const acc = new AccClient({
      endpoint: server.origin,
      token: {
        get: () => Promise.resolve("old"),
        renew: () => {
          renewals += 1;
          return Promise.reject(new Error("the issuer is gone"));
        },
      },
      onResponse: () => stop.abort(REASON),
    });

    await expect(acc.request("GET", "/x", { signal: stop.signal })).rejects.toBe(REASON);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", listen);
    expect(unhandled).toEqual([]);
    expect(renewals).toBe(0);
  });

  test.each([
    { phase: "before a byte has come", bytes: "" },
    { phase: "within the head of the answer", bytes: "HTTP/1.1 200 OK\r\ncontent-" },
    { phase: "within the body of a success", bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":' },
    { phase: "within the body of an error", bytes: "HTTP/1.1 403 No\r\ncontent-length: 100\r\n\r\n<html>" },
  ])("$phase", async ({ bytes }) => {
    const stop = new AbortController();
    await using server = await serveRaw((socket) => {
      socket.write(bytes, () => setTimeout(() => stop.abort(REASON), 20));
    });
    const before = timers();

    await expect(client(server.origin).request("GET", "/x", { signal: stop.signal })).rejects.toBe(REASON);
    await server.untilClosed();
    expect(server.open).toBe(0);
    expect(server.seen).toHaveLength(1);
    expect(timers()).toBeLessThanOrEqual(before);
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  });

  test("in a pause between two tries", async () => {
    const limited: Reply = { status: 429, headers: { "retry-after": "50" } };
    await using server = await serve(limited);
    const stop = new AbortController();
    const before = timers();
    const acc = new AccClient({
      endpoint: server.origin,
      token: "opaque",
      onRetry: () => setTimeout(() => stop.abort(REASON), 20),
    });

    await expect(acc.request("GET", "/x", { signal: stop.signal })).rejects.toBe(REASON);
    expect(server.seen).toHaveLength(1);
    expect(timers()).toBeLessThanOrEqual(before);
    expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  });

  test("in the pause after a 401", async () => {
    await using server = await serve({ status: 401 });
    const stop = new AbortController();
    const before = timers();
    const acc = new AccClient({
      endpoint: server.origin,
      token: "opaque",
      onRetry: () => setTimeout(() => stop.abort(REASON), 20),
    });

    await expect(acc.request("GET", "/x", { signal: stop.signal })).rejects.toBe(REASON);
    expect(timers()).toBeLessThanOrEqual(before);
  });
});

/** Pages of one definition each; none but the first two are ever answered. */
function pages(page: string): string | undefined {
  const item = '{"metric_definition_id":"d","metric_name":"n","unit_type":"u","metric_type":"m"}';
  const body = `{"size_of_page":1,"number_of_page":${page},"total_elements":9,"total_pages":9,"content":[${item}],"links":[]}`;
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Number(page) <= 2 ? head + body : undefined;
}

async function serveList() {
  const late = Promise.withResolvers<void>();
  const hung: Socket[] = [];
  const server = await serveRaw((socket, request) => {
    const text = pages(/[?&]page=(\d+)/.exec(request)?.[1] ?? "");
    if (text !== undefined) socket.write(text);
    else if (hung.push(socket) === 3) late.resolve();
  });
  // fetch may open idle connections in place of those it gave up: what counts is that nobody waits for an answer
  const isOver = () => hung.every(({ destroyed }) => destroyed);
  return { server, isOver, late: late.promise };
}

describe("a list that is left while later pages are on their way", () => {
  test("by break", async () => {
    const { server, isOver, late } = await serveList();
    await using _ = server;
    const before = timers();
    const read: string[] = [];
    for await (const definition of client(server.origin).metricDefinitions.list({ pageSize: 1 })) {
      read.push(definition.metric_definition_id);
      if (read.length < 2) continue;
      await late;
      break;
    }

    expect(server.seen).toHaveLength(5);
    expect(timers()).toBeLessThanOrEqual(before);
    await expect.poll(isOver).toBe(true);
  });

  test("by its signal", async () => {
    const { server, isOver, late } = await serveList();
    await using _ = server;
    const stop = new AbortController();
    const before = timers();
    const reading = client(server.origin)
      .metricDefinitions.list({ pageSize: 1, signal: stop.signal })
      .toArray();
    void late.then(() => stop.abort(REASON));

    await expect(reading).rejects.toBe(REASON);
    expect(server.seen).toHaveLength(5);
    expect(timers()).toBeLessThanOrEqual(before);
    await expect.poll(isOver).toBe(true);
  });
});

test("a success that has come whole is given, though the signal was aborted meanwhile", async () => {
  const stop = new AbortController();
  await using server = await serve({ status: 200, body: { done: true } });
  const acc = new AccClient({
    endpoint: server.origin,
    token: "opaque",
    onResponse: () => stop.abort(REASON),
  });

  await expect(acc.request("POST", "/x", { body: {}, signal: stop.signal })).resolves.toEqual({ done: true });
});

test("a thousand calls leave nothing on a signal that lives long", async () => {
  await using server = await serve({ status: 200, body: {} });
  const stop = new AbortController();
  const acc = client(server.origin);
  for (let call = 0; call < 100; call++) {
    await Promise.all(Array.from({ length: 10 }, () => acc.request("GET", "/x", { signal: stop.signal })));
  }

  expect(server.seen).toHaveLength(1000);
  expect(getEventListeners(stop.signal, "abort")).toEqual([]);
});
