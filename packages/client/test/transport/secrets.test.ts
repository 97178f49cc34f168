import { inspect } from "node:util";

import { AccClient, clientCredentials, fixedToken, refreshToken, tokenFromEnv } from "@argo-acc/client";
import { AccError, projectSchema } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { TokenKeeper } from "../../src/token/token-keeper.ts";
import { createSender } from "../../src/transport/attempt.ts";
import { debugHooks } from "../../src/transport/debug-hooks.ts";
import { joinHooks } from "../../src/transport/hooks.ts";
import { Transport } from "../../src/transport/transport.ts";
import { impatientClock, testClient } from "../support/clients.ts";
import { type RawReply, serveRaw } from "../support/raw-server.ts";
import { answering, FAILURES } from "./failing.ts";

/** Long, as tokens are: what is cut off must not show its beginning either. */
const MARK = "recognisable-5e1f7c";
const TOKEN = `${MARK}-${"0123456789".repeat(40)}`;
const SECRET = "recognisable-90ab3d";

/** Everything a log, a console or a debugger could show of something. */
function shown(thing: unknown): string {
  const texts = [
    inspect(thing, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    JSON.stringify(thing) ?? "",
    String(thing),
  ];
  for (let error = thing; error instanceof Error; error = error.cause) {
    texts.push(error.message, error.stack ?? "", JSON.stringify(Object.getOwnPropertyDescriptors(error)));
  }
  return texts.join("\n");
}

/** Makes a write fail, and gives everything that is told about it. */
async function fail(endpoint: string, fetch?: typeof globalThis.fetch, timeoutMs?: number) {
  const told: unknown[] = [];
  const tell = (event: unknown) => told.push(event);
  const clock = impatientClock();
  const transport = new Transport({
    endpoint,
    tokens: new TokenKeeper(fixedToken(TOKEN), clock),
    send: createSender(fetch ?? ((input, init) => globalThis.fetch(input, init))),
    hooks: joinHooks(
      { onRequest: tell, onResponse: tell, onRetry: tell },
      debugHooks({ ARGO_ACC_DEBUG: "1" }, tell),
    ),
    clock,
    timeoutMs,
  });
  const call = { method: "PATCH", path: "/projects/p", body: {} };
  const error: unknown = await transport.read(projectSchema, call).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(AccError);
  expect(told.length).toBeGreaterThan(1);
  return [error, told, transport].map(shown).join("\n");
}

describe("the token is not shown by any failure", () => {
  test.each(Object.keys(FAILURES))("%s", async (name) => {
    const failing = await FAILURES[name]?.();
    if (failing === undefined) throw new Error(name);
    try {
      expect(await fail(failing.endpoint, failing.fetch, failing.timeoutMs)).not.toContain(MARK);
    } finally {
      await failing.stop();
    }
  });

  test.each([400, 401, 403, 404, 409, 500])("%i", async (status) => {
    const failing = await answering(status);
    try {
      expect(await fail(failing.endpoint)).not.toContain(MARK);
    } finally {
      await failing.stop();
    }
  });
});

/** An answer with the token in it, as of a proxy that repeats what it was sent. */
function echo(head: (token: string) => string, body: (token: string) => string): RawReply {
  return (socket, request) => {
    const token = /authorization: Bearer (\S+)/i.exec(request)?.[1] ?? "";
    expect(token).toBe(TOKEN);
    const text = body(token);
    socket.end(`${head(token)}\r\ncontent-length: ${text.length}\r\nconnection: close\r\n\r\n${text}`);
  };
}

describe("the token is not shown when what answers repeats it", () => {
  test.each([
    {
      how: "in plain words",
      reply: echo(
        () => "HTTP/1.1 400 No",
        (token) => `Bearer ${token}`,
      ),
    },
    {
      how: "in a message",
      reply: echo(
        () => "HTTP/1.1 400 No",
        (token) => JSON.stringify({ code: 400, message: `bad ${token}` }),
      ),
    },
    {
      how: "in details",
      reply: echo(
        () => "HTTP/1.1 500 No",
        (token) => JSON.stringify({ details: token, stack: token }),
      ),
    },
    {
      how: "in an HTML page",
      reply: echo(
        () => "HTTP/1.1 502 No",
        (token) => `<html>${token}`,
      ),
    },
    {
      how: "as a body that is not JSON",
      reply: echo(
        () => "HTTP/1.1 200 OK",
        (token) => token,
      ),
    },
    {
      how: "in a body that is nearly JSON",
      reply: echo(
        () => "HTTP/1.1 200 OK",
        (token) => `{"${token}":`,
      ),
    },
    {
      how: "in the type of a body that is not JSON",
      reply: echo(
        (token) => `HTTP/1.1 200 OK\r\ncontent-type: text/${token}`,
        () => "no",
      ),
    },
    {
      how: "as a value of the wrong type",
      reply: echo(
        () => "HTTP/1.1 200 OK",
        (token) => JSON.stringify({ id: "p", providers: token }),
      ),
    },
    {
      how: "as a value inside of one of the wrong type",
      reply: echo(
        () => "HTTP/1.1 200 OK",
        (token) => JSON.stringify({ id: [token], providers: [{ [token]: 1 }] }),
      ),
    },
    {
      how: "where it sends us",
      reply: echo(
        (token) => `HTTP/1.1 302 No\r\nlocation: https://elsewhere.test/${token}/?t=${token}`,
        () => "",
      ),
    },
    {
      how: "in the reason of a status",
      reply: echo(
        (token) => `HTTP/1.1 500 ${token}`,
        () => "",
      ),
    },
    {
      how: "where it asks to wait",
      reply: echo(
        (token) => `HTTP/1.1 429 No\r\nretry-after: ${token}`,
        () => "",
      ),
    },
    {
      how: "in something that is not HTTP",
      reply: echo(
        (token) => `${token} ${token}`,
        (token) => token,
      ),
    },
    {
      how: "in a header that breaks the answer",
      reply: echo(
        (token) => `HTTP/1.1 200 OK\r\n${token}`,
        () => "{}",
      ),
    },
  ])("$how", async ({ reply }) => {
    await using server = await serveRaw(reply);

    expect(await fail(server.origin)).not.toContain(MARK);
  });
});

/** Fails with everything it was given hanging on what it throws, as some libraries do. */
const talkative: typeof globalThis.fetch = (url, init) => {
  const request = { url, headers: Object.fromEntries(new Headers(init?.headers)) };
  expect(request.headers["authorization"]).toBe(`Bearer ${TOKEN}`);
  const cause = Object.assign(new Error(`cannot send ${JSON.stringify(request)}`), { code: "EFOO", request });
  return Promise.reject(Object.assign(new TypeError("fetch failed", { cause }), { request }));
};

test("nor by what a fetch of the caller's throws with its request", async () => {
  expect(await fail("http://localhost", talkative)).not.toContain(MARK);
});

describe("no object of ours shows a token or a secret", () => {
  const issuer = "https://issuer.example.org";
  const sources = {
    fixedToken: fixedToken(TOKEN),
    tokenFromEnv: tokenFromEnv("T", { T: TOKEN }),
    clientCredentials: clientCredentials({ issuer, clientId: "me", clientSecret: SECRET }),
    refreshToken: refreshToken({ issuer, clientId: "me", refreshToken: SECRET }),
  };

  test.each(Object.entries(sources))("%s, and a client that has it", (_name, source) => {
    const acc = new AccClient({ endpoint: "localhost", token: source });

    for (const thing of [source, acc]) expect(shown(thing)).not.toContain("recognisable-");
  });

  test("parts of a client, before and after they were used", async () => {
    const page = {
      size_of_page: 0,
      number_of_page: 1,
      total_elements: 0,
      total_pages: 1,
      content: [],
      links: [],
    };
    const body = JSON.stringify(page);
    await using server = await serveRaw((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`),
    );
    const acc = testClient({ endpoint: server.origin, token: TOKEN });
    const list = acc.metricDefinitions.list();
    const reading = list.read();
    const things = [
      acc,
      ...Object.values(acc),
      acc.project("p"),
      acc.installation("i"),
      acc.project("p").metrics,
      list,
      reading,
      acc.metrics.readAll({ kind: "system" }),
    ];
    for (const thing of things) expect(shown(thing)).not.toContain(MARK);
    for await (const _ of reading) throw new Error("the list is empty");
    await list.toArray();

    for (const thing of [...things, await list.page(1)]) expect(shown(thing)).not.toContain(MARK);
    expect(server.seen.length).toBeGreaterThan(2);
  });
});
