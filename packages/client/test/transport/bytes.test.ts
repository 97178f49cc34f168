import { gzipSync } from "node:zlib";

import { describe, expect, test } from "vitest";

import { testClient } from "../support/clients.ts";
import { type RawReply, type RawServer, serveRaw } from "../support/raw-server.ts";

const JSON_TYPE = "content-type: application/json\r\n";

/** A whole answer: the length is right unless another one is given. */
function answer(head: string, body: string | Uint8Array, length?: number): Uint8Array {
  const bytes = Buffer.from(body);
  const text = `HTTP/1.1 ${head}\r\ncontent-length: ${length ?? bytes.length}\r\nconnection: close\r\n\r\n`;
  return Buffer.concat([Buffer.from(text), bytes]);
}

async function ask(server: RawServer): Promise<unknown> {
  const acc = testClient({ endpoint: server.origin });
  return await acc.request("GET", "/x").catch((error: unknown) => error);
}

describe("a success", () => {
  const gzip = `content-encoding: gzip\r\n${JSON_TYPE}`;
  test.each([
    { name: "duplicate keys count as JSON.parse has it: the last", bytes: '{"a":1,"a":2}', value: { a: 2 } },
    {
      name: "numbers beyond 2^53 lose digits, as in the service",
      bytes: "9007199254740993",
      value: 9007199254740992,
    },
    { name: "a byte order mark is passed over", bytes: '\uFEFF{"a":1}', value: { a: 1 } },
    { name: "text outside of ASCII", bytes: '{"a":"Ωmega 😀"}', value: { a: "Ωmega 😀" } },
    { name: "null", bytes: "null", value: null },
  ])("$name", async ({ bytes, value }) => {
    await using server = await serveRaw(answer(`200 OK\r\n${JSON_TYPE}`.trimEnd(), bytes));

    expect(await ask(server)).toEqual(value);
  });

  test("that was compressed", async () => {
    await using server = await serveRaw(answer(`200 OK\r\n${gzip}`.trimEnd(), gzipSync('{"a":1}')));

    expect(await ask(server)).toEqual({ a: 1 });
  });

  test("after early hints", async () => {
    const hints = Buffer.from("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n");
    await using server = await serveRaw(Buffer.concat([hints, answer("200 OK", "[1]")]));

    expect(await ask(server)).toEqual([1]);
  });

  test.each([
    { name: "NaN", bytes: '{"a":NaN}' },
    { name: "a comma too many", bytes: "[1,]" },
    { name: "two values", bytes: "1 2" },
    { name: "nothing", bytes: "" },
  ])("with $name is not JSON", async ({ bytes }) => {
    await using server = await serveRaw(answer(`200 OK\r\n${JSON_TYPE}`.trimEnd(), bytes));

    expect(await ask(server)).toMatchObject({
      code: "protocol",
      message: `GET /x: 200 with a body that is not JSON (application/json, ${bytes.length} characters)`,
    });
    expect(server.seen).toHaveLength(1);
  });

  test("that is not UTF-8 is an error, not a text with other letters", async () => {
    await using server = await serveRaw(answer("200 OK", Buffer.from('{"a":"\xe9"}', "latin1")));

    expect(await ask(server)).toMatchObject({
      code: "protocol",
      message: "GET /x: 200 with a body that is not UTF-8",
    });
  });

  test.each(["204 No Content", "205 Reset Content"])("%s is null", async (status) => {
    await using server = await serveRaw(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);

    expect(await ask(server)).toBeNull();
  });

  test.each(["HEAD", "OPTIONS"])("to %s, which has no body, is null", async (method) => {
    await using server = await serveRaw(
      `HTTP/1.1 200 OK\r\ncontent-length: ${method === "HEAD" ? 480 : 0}\r\nconnection: close\r\n\r\n`,
    );
    const acc = testClient({ endpoint: server.origin });

    expect(await acc.request(method, "/x")).toBeNull();
    expect(server.seen).toHaveLength(1);
  });
});

describe("what is cut off, garbled or no HTTP", () => {
  const gzipped = `200 OK\r\ncontent-encoding: gzip\r\n${JSON_TYPE}`.trimEnd();
  const cases: readonly { name: string; reply: RawReply; words: string }[] = [
    {
      name: "a body shorter than announced",
      reply: answer("200 OK", '{"a":1', 100),
      words: "the answer was shorter than announced (UND_ERR_RES_CONTENT_LENGTH_MISMATCH)",
    },
    {
      name: "chunks that do not end",
      reply: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n[1]\r\n",
      words: "the connection was closed before the answer was complete (UND_ERR_SOCKET)",
    },
    {
      name: "a broken chunk",
      reply: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
      words: "what came is not HTTP, or broken",
    },
    {
      name: "gzip that is none",
      reply: answer(gzipped, '{"a":1}'),
      words: "the body could not be decompressed (Z_DATA_ERROR)",
    },
    {
      name: "an answer without a head",
      reply: '{"a":1}',
      words: "what came is not HTTP, or broken",
    },
    {
      name: "a status that is none",
      reply: "HTTP/1.1 0 No\r\n\r\n",
      words: "what came is not HTTP, or broken",
    },
    {
      name: "nothing at all",
      reply: (socket) => socket.end(),
      words: "the connection was closed before the answer was complete (UND_ERR_SOCKET)",
    },
    {
      name: "headers without end",
      reply: `HTTP/1.1 200 OK\r\nx: ${"x".repeat(20_000)}\r\n\r\n`,
      words: "the answer's headers are too long (HTTP) (UND_ERR_HEADERS_OVERFLOW)",
    },
  ];
  test.each(cases)("$name", async ({ reply, words }) => {
    await using server = await serveRaw(reply);

    const error = await ask(server);

    expect(error).toMatchObject({ code: "network", acted: "no" });
    expect(String(error)).toContain(`GET /x: ${words}`);
  });

  test("a body longer than announced is judged by what was announced", async () => {
    await using server = await serveRaw(answer("200 OK", '{"a":1} and more', 7));

    expect(await ask(server)).toEqual({ a: 1 });
  });
});

describe("an error's body", () => {
  test("is read in part only, and the connection is given up", async () => {
    let written = 0;
    await using server = await serveRaw((socket) => {
      socket.write("HTTP/1.1 403 No\r\ntransfer-encoding: chunked\r\n\r\n");
      const more = () => {
        if (!socket.writable || written > 100_000_000) return;
        written += 65_536;
        socket.write(`10000\r\n${"x".repeat(65_536)}\r\n`, more);
      };
      more();
    });

    expect(await ask(server)).toMatchObject({ code: "permission", serviceMessage: `${"x".repeat(300)}…` });
    await server.untilClosed();
    expect(server.open).toBe(0);
    expect(written).toBeLessThan(20_000_000);
  });

  test.each([
    { name: "cut off", bytes: answer("403 No", '{"message":"not yo', 100), words: '{"message":"not yo' },
    { name: "cut off at once", bytes: answer("403 No", "", 100), words: undefined },
    { name: "not UTF-8", bytes: answer("403 No", Buffer.from("caf\xe9", "latin1")), words: "caf\uFFFD" },
  ])("that is $name does not hide the status", async ({ bytes, words }) => {
    await using server = await serveRaw(bytes);

    expect(await ask(server)).toMatchObject({ code: "permission", status: 403, serviceMessage: words });
    expect(server.seen).toHaveLength(1);
  });

  test("that never ends is left at the deadline", async () => {
    await using server = await serveRaw((socket) =>
      socket.write("HTTP/1.1 403 No\r\ncontent-length: 100\r\n\r\nnot"),
    );
    const acc = testClient({ endpoint: server.origin, timeoutMs: 50 });

    await expect(acc.request("GET", "/x")).rejects.toMatchObject({ status: 403, serviceMessage: "not" });
  });
});

describe("a redirect", () => {
  test.each([301, 302, 303, 307, 308])(
    "%i is followed nowhere, least of all with the token",
    async (status) => {
      await using elsewhere = await serveRaw(answer("200 OK", "[1]"));
      await using server = await serveRaw(
        answer(`${status} Elsewhere\r\nlocation: ${elsewhere.origin}/login?next=/x`, ""),
      );

      expect(await ask(server)).toMatchObject({
        code: "response",
        status,
        message: `GET /x: ${status}: it points to ${elsewhere.origin}/login, which is not followed`,
      });
      expect(elsewhere.connections).toBe(0);
    },
  );

  test("within the service is not followed either", async () => {
    await using server = await serveRaw(answer("307 Here\r\nlocation: /accounting-system/y", ""));

    expect(await ask(server)).toMatchObject({ code: "response", status: 307 });
    expect(server.seen).toHaveLength(1);
  });
});

test("a port that fetch refuses is named as such", async () => {
  const acc = testClient({ endpoint: "http://127.0.0.1:6000" });

  await expect(acc.request("GET", "/x")).rejects.toMatchObject({
    code: "network",
    message: "GET /x: fetch never connects to this port, 127.0.0.1:6000",
    cure: "check the port of the endpoint; if it is right, the service has to be served on another one",
  });
});

describe("a request that cannot be sent as it is", () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  test.each([
    { method: "TRACE", path: "/x", body: undefined, message: '"TRACE" is no method of the service' },
    { method: "GET", path: "x", body: undefined, message: 'path "x" does not begin with a slash' },
    {
      method: "GET",
      path: "/x#y",
      body: undefined,
      message: 'path "/x#y" has a fragment, which is never sent',
    },
    { method: "GET", path: "/x", body: {}, message: "GET /x: a GET has no body" },
    {
      method: "POST",
      path: "/x",
      body: { value: Number.NaN },
      message: "POST /x: the body cannot be written as JSON: value is NaN",
    },
    {
      method: "POST",
      path: "/x",
      body: { list: [{ value: Number.POSITIVE_INFINITY }] },
      message: "POST /x: the body cannot be written as JSON: value is Infinity",
    },
    {
      method: "POST",
      path: "/x",
      body: circle,
      message: "POST /x: the body cannot be written as JSON: it holds itself or a bigint",
    },
  ])("$message", async ({ method, path, body, message }) => {
    const acc = testClient({});

    await expect(acc.request(method, path, { body })).rejects.toMatchObject({ code: "config", message });
    expect(acc.requests).toBe(0);
  });

  test("a path with a query takes more of it", async () => {
    await using server = await serveRaw(answer("200 OK", "1"));
    const acc = testClient({ endpoint: server.origin });

    await acc.request("get", "/x?a=1", { query: { b: 2, c: undefined } });

    expect(server.seen[0]).toMatch(/^GET \/accounting-system\/x\?a=1&b=2 HTTP\/1\.1\r\n/);
  });
});
