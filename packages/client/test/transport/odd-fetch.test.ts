import { AccTimeoutError, clientCredentials } from "@argo-acc/client";
import { fetch as undiciFetch } from "undici";
import { describe, expect, test } from "vitest";

import { handClock, serveIssuer, tokenReply } from "../support/scripted-issuer.ts";
import { testClient } from "../support/clients.ts";
import { serve } from "../support/scripted-server.ts";

type Fetch = typeof globalThis.fetch;

const never = new Promise<never>(() => {});
const deafAndDumb: Fetch = () => never;
const REASON = new Error("enough");

/** An answer whose body does not end, and does not care. */
function endless(status: number): Response {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"message":"so far"')),
  });
  return new Response(body, { status });
}

describe("a fetch that does not listen to its signal", () => {
  const deaf: Readonly<Record<string, Fetch>> = {
    "and never answers": deafAndDumb,
    "and whose answer never ends": () => Promise.resolve(endless(200)),
  };

  test.each(Object.entries(deaf))("%s: the deadline ends the call", async (_name, fetch) => {
    const error: unknown = await testClient({ fetch, timeoutMs: 20 })
      .request("POST", "/x", { body: {} })
      .catch((e: unknown) => e);

    expect(error).toBeInstanceOf(AccTimeoutError);
    expect(error).toMatchObject({ acted: "maybe", retryable: false });
  });

  test.each(Object.entries(deaf))("%s: the caller's signal ends the call", async (_name, fetch) => {
    const call = testClient({ fetch }).request("GET", "/x", { signal: AbortSignal.abort(REASON) });
    await expect(call).rejects.toBe(REASON);
    const stop = new AbortController();
    const later = testClient({ fetch }).request("GET", "/x", { signal: stop.signal });
    setTimeout(() => stop.abort(REASON), 10);

    await expect(later).rejects.toBe(REASON);
  });

  test("and whose refusal never ends: what has come of it is told", async () => {
    const acc = testClient({ fetch: () => Promise.resolve(endless(403)), timeoutMs: 20 });

    await expect(acc.request("POST", "/x")).rejects.toMatchObject({
      code: "permission",
      serviceMessage: '{"message":"so far"',
      acted: "no",
    });
  });

  test("asking an issuer: its deadline ends that too", async () => {
    const clock = handClock();
    const issuer = "https://id.example.org";
    const fetch = deafAndDumb;
    const me = { clientId: "me", clientSecret: "hush" };
    const source = clientCredentials({ ...me, issuer, clock, fetch, timeoutMs: 20 });

    await expect(source.get()).rejects.toMatchObject({ code: "timeout", retryable: true });
  });
});

describe("a fetch that gives or throws something odd", () => {
  const refused = { status: 403, headers: new Headers() };
  test.each([
    { name: "an answer without a body", given: refused, status: 403 },
    { name: "an answer with a body that cannot be read", given: { ...refused, body: {} }, status: 403 },
  ])("$name keeps its status", async ({ given, status }) => {
    const fetch = Object.assign(() => Promise.resolve(given));

    await expect(testClient({ fetch }).request("POST", "/x")).rejects.toMatchObject({ status, acted: "no" });
  });

  test.each([undefined, null, {}, "text"])("%j instead of an answer may have acted", async (given) => {
    const fetch = Object.assign(() => Promise.resolve(given));

    await expect(testClient({ fetch }).request("POST", "/x")).rejects.toMatchObject({
      code: "network",
      acted: "maybe",
      retryable: false,
    });
  });

  test("what is thrown at once is like what is thrown later", async () => {
    const acc = testClient({
      fetch: () => {
        throw Object.assign(new Error("no"), { code: "ECONNREFUSED" });
      },
    });

    await expect(acc.request("POST", "/x")).rejects.toMatchObject({
      message: "POST /x: the connection was refused (ECONNREFUSED) after 5 tries, 127.0.0.1:1",
      acted: "no",
    });
  });
});

test("another library's fetch does, for calls and for issuers", async () => {
  const fetch: Fetch = Object.assign(undiciFetch);
  await using issuer = await serveIssuer([tokenReply("opaque")]);
  await using server = await serve({ status: 200, body: { text: "żółć" } });
  const token = clientCredentials({ issuer: issuer.url, clientId: "me", clientSecret: "hush", fetch });

  await expect(testClient({ endpoint: server.origin, token, fetch }).request("GET", "/x")).resolves.toEqual({
    text: "żółć",
  });
});
