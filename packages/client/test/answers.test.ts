import { inspect } from "node:util";

import { AccProtocolError } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { testClient } from "./support/clients.ts";
import { type Reply, serve } from "./support/scripted-server.ts";

const METRIC = {
  metric_definition_id: "d1",
  time_period_start: "2024-01-01T00:00:00Z",
  time_period_end: "2024-01-02T00:00:00Z",
  value: 1.5,
};

/** The error of one read, or of one write. */
async function failure(reply: Reply, write = false): Promise<unknown> {
  await using server = await serve(reply);
  const acc = testClient({ endpoint: server.origin });
  const call = write ? acc.installation("i").metrics.add(METRIC) : acc.project("p").get();
  return await call.catch((error: unknown) => error);
}

describe("the service's words, whichever body an error has", () => {
  test.each([
    { kind: "none", body: undefined, words: undefined, message: "GET /projects/p: 403" },
    {
      kind: "code and message",
      body: { code: 403, message: "not yours" },
      words: "not yours",
      message: "GET /projects/p: 403: not yours",
    },
    {
      kind: "a null message",
      body: { code: 403, message: null },
      words: undefined,
      message: "GET /projects/p: 403",
    },
    {
      kind: "details and stack",
      body: { details: "Error id 7", stack: "" },
      words: "Error id 7",
      message: "GET /projects/p: 403: Error id 7",
    },
    {
      kind: "HTML",
      body: "<html><body>long</body></html>",
      words: "(an HTML page)",
      message: "GET /projects/p: 403: (an HTML page)",
    },
    {
      kind: "plain text",
      body: "some.name@1f2e3d",
      words: "some.name@1f2e3d",
      message: "GET /projects/p: 403: some.name@1f2e3d",
    },
    {
      kind: "text on several lines",
      body: "one\r\n\ttwo\u0000",
      words: "one two",
      message: "GET /projects/p: 403: one two",
    },
    {
      kind: "a very long text",
      body: "x".repeat(5000),
      words: `${"x".repeat(300)}…`,
      message: `GET /projects/p: 403: ${"x".repeat(300)}…`,
    },
  ])("$kind", async ({ body, words, message }) => {
    const error = await failure({ status: 403, body });

    expect(error).toMatchObject({ code: "permission", serviceMessage: words, message });
  });
});

test.each([
  { status: 401, code: "authentication" },
  { status: 403, code: "permission" },
  { status: 404, code: "not_found" },
  { status: 409, code: "conflict" },
  { status: 429, code: "rate_limit" },
  { status: 418, code: "response" },
])("$status is the error $code", async ({ status, code }) => {
  const error = await failure({ status });

  expect(error).toMatchObject({ code, status, method: "GET" });
  expect(error).toHaveProperty("url", expect.stringMatching(/\/accounting-system\/projects\/p$/));
});

test("a page of people's HTML at 404 points at the endpoint's path", async () => {
  const error = await failure({ status: 404, body: "<!doctype html>" });

  expect(error).toHaveProperty("cure", "check the path of the endpoint: it ends in /accounting-system");
});

describe("a success that is none", () => {
  const html: Reply = { status: 200, headers: { "content-type": "text/html" }, body: "<html>" };
  test.each([
    { name: "HTML", reply: html, words: "200 with a body that is not JSON (text/html, 6 characters)" },
    { name: "nothing", reply: { status: 200 }, words: "200 with a body that is not JSON" },
    {
      name: "JSON cut off",
      reply: { status: 200, body: '{"id":"p","prov' },
      words: "200 with a body that is not JSON",
    },
    { name: "a missing field", reply: { status: 200, body: { id: "p" } }, words: "providers: expected" },
    { name: "another type", reply: { status: 200, body: "7" }, words: "the answer itself: expected" },
  ])("$name is an error, and is not asked for again", async ({ reply, words }) => {
    const error = await failure(reply);

    expect(error).toBeInstanceOf(AccProtocolError);
    expect(error).toMatchObject({ acted: "no" });
    expect(String(error)).toContain(`GET /projects/p: ${words}`);
  });

  test.each([
    { name: "HTML", reply: { ...html, status: 201 } },
    { name: "nothing", reply: { status: 201 } },
    { name: "a missing field", reply: { status: 201, body: { metric_id: "m" } } },
    { name: "another success", reply: { status: 200, body: { metric_id: "m", ...METRIC } } },
    { name: "accepted for later", reply: { status: 202 } },
    { name: "no content", reply: { status: 204 } },
  ])("$name leaves open whether a metric was written", async ({ reply }) => {
    const error = await failure(reply, true);

    expect(error).toBeInstanceOf(AccProtocolError);
    expect(error).toMatchObject({ acted: "maybe", retryable: false });
  });
});

describe("a redirect", () => {
  test.each([301, 302, 307, 308])(
    "%i is not followed, and its target never gets the token",
    async (status) => {
      await using other = await serve({ status: 200, body: {} });
      await using server = await serve({ status, headers: { location: `${other.origin}/x?code=1` } });
      const acc = testClient({ endpoint: server.origin });

      const error: unknown = await acc
        .project("p")
        .get()
        .catch((e: unknown) => e);

      expect(error).toMatchObject({
        status,
        message: `GET /projects/p: ${status}: it points to ${other.origin}/x, which is not followed`,
      });
      expect(other.seen).toEqual([]);
    },
  );

  test("leaves open whether a POST acted", async () => {
    expect(await failure({ status: 303, headers: { location: "/elsewhere" } }, true)).toMatchObject({
      acted: "maybe",
    });
  });
});

describe("which layer failed", () => {
  test("a name that does not exist", async () => {
    const acc = testClient({ endpoint: "https://name.invalid" });

    await expect(acc.project("p").get()).rejects.toMatchObject({
      code: "network",
      message: expect.stringMatching(/the name (?:was not found|could not be looked up) \(DNS\)/),
    });
  });

  test("a port where nobody listens", async () => {
    const server = await serve({ status: 200 });
    const { origin } = server;
    await server[Symbol.asyncDispose]();

    await expect(testClient({ endpoint: origin }).project("p").get()).rejects.toThrow(
      `GET /projects/p: the connection was refused (ECONNREFUSED) after 5 tries, ${new URL(origin).host}`,
    );
  });

  test("a connection that is closed without an answer", async () => {
    expect(await failure((response) => response.destroy())).toMatchObject({
      message: expect.stringMatching(/the connection was (?:closed before the answer was complete|reset)/),
    });
  });

  test("a connection that is closed in the middle of an answer", async () => {
    const error = await failure((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
      response.write('{"id":', () => response.destroy());
    });

    expect(error).toMatchObject({ code: "network", acted: "no", retryable: true });
  });

  test("https to a server that speaks http", async () => {
    await using server = await serve({ status: 200, body: {} });
    const acc = testClient({ endpoint: server.origin.replace("http:", "https:") });

    await expect(acc.project("p").get()).rejects.toThrow("the secure connection failed (TLS)");
    expect(acc.requests).toBe(1);
  });
});

describe("a write over a connection that fails in TLS", () => {
  test.each([
    { code: "CERT_HAS_EXPIRED", acted: "no" },
    { code: "DEPTH_ZERO_SELF_SIGNED_CERT", acted: "no" },
    { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE", acted: "no" },
    { code: "ERR_TLS_CERT_ALTNAME_INVALID", acted: "no" },
    { code: "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC", acted: "maybe" },
    { code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", acted: "maybe" },
  ])("$code: acted $acted", async ({ code, acted }) => {
    const cause = Object.assign(new Error("TLS"), { code });
    const acc = testClient({ fetch: () => Promise.reject(new TypeError("fetch failed", { cause })) });

    const writing = acc.request("POST", "/installations/i/metrics", { body: {} });

    await expect(writing).rejects.toMatchObject({ code: "network", acted, retryable: false });
    await expect(writing).rejects.toThrow(`the secure connection failed (TLS) (${code})`);
    expect(acc.requests).toBe(1);
  });
});

describe("the token", () => {
  const TOKEN = "a-very-secret-token";

  test("is sent as a bearer and seen nowhere else", async () => {
    await using server = await serve(
      { status: 503, body: `proxy: bad header Authorization: Bearer ${TOKEN}` },
      { status: 403, body: { code: 403, message: `no: ${TOKEN}` } },
    );
    const events: unknown[] = [];
    const note = (event: unknown) => events.push(event);
    const hooks = { onRequest: note, onResponse: note, onRetry: note };
    const acc = testClient({ endpoint: server.origin, token: TOKEN, ...hooks });
    const error: unknown = await acc
      .project("p")
      .get()
      .catch((e: unknown) => e);
    const refused: unknown = await testClient({ token: TOKEN })
      .project("p")
      .get()
      .catch((e: unknown) => e);

    expect(server.seen.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${TOKEN}`,
      `Bearer ${TOKEN}`,
    ]);
    expect(events).toHaveLength(5);
    for (const shown of [acc, acc.project("p"), acc.projects.list(), error, refused, events]) {
      expect(inspect(shown, { depth: 10, showHidden: true })).not.toContain(TOKEN);
      expect(JSON.stringify(shown)).not.toContain(TOKEN);
    }
    expect(JSON.stringify(error)).toContain("no: …");
  });
});

test("a fetch that fails with something else than an error gives no way to the request and its token", async () => {
  const error: unknown = await testClient({ token: "secret", fetch: () => Promise.reject("no error at all") })
    .project("p")
    .get()
    .catch((e: unknown) => e);

  expect(error).toMatchObject({
    code: "network",
    message: "GET /projects/p: no answer came after 5 tries, 127.0.0.1:1",
  });
  expect(error).not.toHaveProperty("cause");
});

test("a hook that fails later is no failure that nobody handles", async () => {
  await using server = await serve({ status: 200, body: {} });
  const unhandled: unknown[] = [];
  const listen = (reason: unknown) => unhandled.push(reason);
  process.on("unhandledRejection", listen);
  const acc = testClient({
    endpoint: server.origin,
    onRequest: () => Promise.reject(new Error("a bug of the watcher")),
  });

  await acc.request("GET", "/x");
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", listen);
  expect(unhandled).toEqual([]);
});

test("hooks see every attempt, and what they throw changes nothing", async () => {
  await using server = await serve({ status: 503 }, { status: 200, body: { id: "p", providers: [] } });
  const lines: string[] = [];
  const acc = testClient({
    endpoint: server.origin,
    onRequest: ({ method, url, attempt }) => lines.push(`${method} ${new URL(url).pathname} ${attempt}`),
    onResponse: ({ status, attempt }) => {
      lines.push(`${status} ${attempt}`);
      throw new Error("a bug of the watcher");
    },
    onRetry: ({ waitMs, attempt, error }) => lines.push(`again ${attempt} after ${waitMs}: ${error.message}`),
  });

  await expect(acc.project("p").get()).resolves.toEqual({ id: "p", providers: [] });
  expect(lines).toEqual([
    "GET /accounting-system/projects/p 1",
    "503 1",
    "again 1 after 150: GET /projects/p: 503",
    "GET /accounting-system/projects/p 2",
    "200 2",
  ]);
});
