import { AccError, AccResponseError } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { impatientClock, testClient } from "./support/clients.ts";
import { type Reply, serve } from "./support/scripted-server.ts";

const OK: Reply = { status: 200, body: { fine: true } };
const reset: Reply = (response) => response.destroy();

const hang: Reply = () => {};
const half: Reply = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"fine":');
};

/** Makes one call and tells what came of it and how often it was sent. */
async function call(method: string, path: string, replies: readonly Reply[], timeoutMs?: number) {
  await using server = await serve(...replies);
  const clock = impatientClock();
  const acc = testClient({ endpoint: server.origin, clock });
  const body = method === "GET" ? undefined : { some: "body" };
  const result: unknown = await acc
    .request(method, path, { body, timeoutMs })
    .catch((error: unknown) => error);
  return { result, sent: server.seen.length, waits: clock.waits, requests: acc.requests };
}

describe("what ends well", () => {
  test("a read that fails four times and then succeeds", async () => {
    const busy: Reply = { status: 503 };
    const called = await call("GET", "/projects/p", [reset, busy, { status: 502, body: "<html>" }, busy, OK]);

    expect(called.result).toEqual({ fine: true });
    expect(called.sent).toBe(5);
  });

  test("a DELETE whose first answer was lost: that nothing is left means it is done", async () => {
    const called = await call("DELETE", "/installations/i/metrics/m", [
      reset,
      { status: 404, body: { code: 404 } },
    ]);

    expect(called.result).toBeNull();
  });

  test("a DELETE of what was never there is an error", async () => {
    const called = await call("DELETE", "/installations/i/metrics/m", [{ status: 404, body: { code: 404 } }]);

    expect(called.result).toMatchObject({ code: "not_found", acted: "no" });
  });

  test("a PATCH that maybe acted and is then refused still says that it maybe acted", async () => {
    const called = await call("PATCH", "/installations/i/metrics/m", [
      reset,
      { status: 403, body: { code: 403 } },
    ]);

    expect(called.result).toMatchObject({ code: "permission", acted: "maybe" });
  });
});

describe("how long it waits", () => {
  test("half of an exponentially growing span, when chance says one half", async () => {
    const { waits } = await call("GET", "/projects/p", [{ status: 503 }]);

    expect(waits).toEqual([150, 300, 600, 1200]);
  });

  test.each([
    { header: "7", waits: [7000] },
    { header: "0", waits: [150] },
    { header: "Thu, 01 Jan 2026 00:00:20 GMT", waits: [20_000] },
    { header: "Wed, 31 Dec 2025 00:00:00 GMT", waits: [150] },
    { header: "soon", waits: [150] },
    { header: "-7", waits: [150] },
    { header: "7.25", waits: [7250] },
    { header: "5, 7", waits: [7000] },
  ])("at least what Retry-After asks for: $header", async ({ header, waits }) => {
    const limited: Reply = { status: 429, headers: { "retry-after": header } };

    const called = await call("GET", "/projects/p", [limited, OK]);

    expect(called.result).toEqual({ fine: true });
    expect(called.waits).toEqual(waits);
  });

  test("not at all when nobody could wait so long", async () => {
    const header = "9".repeat(400);
    const called = await call("GET", "/projects/p", [{ status: 429, headers: { "retry-after": header } }]);

    expect(called.result).toMatchObject({
      message: "GET /projects/p: 429; the service asks to wait until 9007199254740.99 s from now",
      retryAfterMs: Number.MAX_SAFE_INTEGER,
    });
  });

  test.each(["3600", "Thu, 01 Jan 2026 01:00:00 GMT"])(
    "not at all when that is too long (%s): it gives up and says until when",
    async (header) => {
      const called = await call("GET", "/projects/p", [{ status: 429, headers: { "retry-after": header } }]);

      expect(called.sent).toBe(1);
      expect(called.waits).toEqual([]);
      expect(called.result).toBeInstanceOf(AccResponseError);
      expect(called.result).toMatchObject({
        message: "GET /projects/p: 429; the service asks to wait until 2026-01-01T01:00:00.000Z",
        cure: "try again after 2026-01-01T01:00:00.000Z",
        retryAfterMs: 3_600_000,
      });
    },
  );
});

describe("its own deadline", () => {
  test.each([
    { name: "no answer", reply: hang },
    { name: "half an answer", reply: half },
  ])("ends each attempt: $name", async ({ reply }) => {
    const called = await call("GET", "/projects/p", [reply], 30);

    expect(called.result).toBeInstanceOf(AccError);
    expect(called.result).toMatchObject({ code: "timeout", acted: "no", retryable: true });
    expect(String(called.result)).toContain("GET /projects/p: no answer within 30 ms after 5 tries");
    expect(called.sent).toBe(5);
  });

  test("leaves open whether a POST acted", async () => {
    const called = await call("POST", "/installations/i/metrics", [hang], 30);

    expect(called.result).toMatchObject({ code: "timeout", acted: "maybe", retryable: false });
    expect(called.sent).toBe(1);
  });
});

describe("the caller's own signal", () => {
  test("ends a request under way with its reason, and nothing is sent again", async () => {
    await using server = await serve(() => {});
    const stop = new AbortController();
    const reason = new Error("enough");
    const acc = testClient({
      endpoint: server.origin,
      onRequest: () => setTimeout(() => stop.abort(reason), 20),
    });

    await expect(acc.project("p").get({ signal: stop.signal })).rejects.toBe(reason);
    expect(acc.requests).toBe(1);
  });

  test("ends a pause", async () => {
    await using server = await serve({ status: 503 });
    const stop = new AbortController();
    const acc = testClient({ endpoint: server.origin, onRetry: () => stop.abort("enough") });

    await expect(acc.project("p").get({ signal: stop.signal })).rejects.toBe("enough");
    expect(acc.requests).toBe(1);
  });

  test("that is aborted already sends nothing", async () => {
    const acc = testClient({});

    await expect(acc.project("p").get({ signal: AbortSignal.abort("no") })).rejects.toBe("no");
    expect(acc.requests).toBe(0);
  });
});
