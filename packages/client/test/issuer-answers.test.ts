import { inspect } from "node:util";

import { clientCredentials, type ClientCredentialsOptions, refreshToken } from "@argo-acc/client";
import { AccConfigError, AccTokenError } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { handClock, type ScriptedIssuer, serveIssuer, tokenReply } from "./support/scripted-issuer.ts";
import { type Reply, serve } from "./support/scripted-server.ts";

const SECRET = "s3cr3t+of/the-client";
const HTML: Reply = { status: 200, headers: { "content-type": "text/html" }, body: "<html>sign in</html>" };

function sourceOf(issuer: string, options: Partial<ClientCredentialsOptions> = {}) {
  const clock = handClock();
  return clientCredentials({ issuer, clientId: "site", clientSecret: SECRET, clock, ...options });
}

async function failureOf(source: { get(): Promise<string> }): Promise<unknown> {
  return source.get().then(
    (token) => `a token of ${token.length} characters`,
    (error: unknown) => error,
  );
}

/** Without the port, which differs from run to run. */
function plain(text: string, { server }: Pick<ScriptedIssuer, "server">): string {
  return text.replaceAll(server.origin, "ISSUER");
}

describe("a token endpoint that gives no token", () => {
  const CLIENT = "check clientId and clientSecret, and that the issuer lets this client get tokens so";
  const PROXY = "a proxy may have answered in the issuer's place: check the issuer's address";
  const LATER = "try again later; if it stays, tell the issuer's operators";
  const LOG_IN = "log in again for a new refresh token: this one has expired, or was revoked or used before";
  test.each([
    {
      name: "a wrong secret",
      reply: { status: 401, body: { error: "invalid_client", error_description: "No such secret" } },
      message: "401: invalid_client: No such secret",
      cure: CLIENT,
    },
    {
      name: "a wrong secret, with a challenge as RFC 6749 wants it",
      reply: {
        status: 401,
        headers: { "www-authenticate": 'Basic realm="x"' },
        body: { error: "invalid_client" },
      },
      message: "401: invalid_client",
      cure: CLIENT,
    },
    {
      name: "a client that may not",
      reply: { status: 400, body: { error: "unauthorized_client" } },
      message: "400: unauthorized_client",
      cure: CLIENT,
    },
    {
      name: "a refresh token that is over",
      reply: { status: 400, body: { error: "invalid_grant", error_description: "Token is not active" } },
      message: "400: invalid_grant: Token is not active",
      cure: LOG_IN,
    },
    {
      name: "a scope it does not give",
      reply: { status: 400, body: { error: "invalid_scope" } },
      message: "400: invalid_scope",
      cure: "check the scope: the issuer does not give this client all of it",
    },
    {
      name: "an error of its own making",
      reply: { status: 400, body: { error: "mood", error_description: 7 } },
      message: "400: mood",
      cure: "ask the issuer's administrators what they do not accept",
    },
    { name: "403 by a proxy", reply: { ...HTML, status: 403 }, message: "403: (an HTML page)", cure: PROXY },
    {
      name: "a page of a proxy",
      reply: HTML,
      message: "200 with a body that is no JSON object (text/html, 20 characters)",
      cure: PROXY,
    },
    {
      name: "no body",
      reply: { status: 200, headers: { "content-type": "text/plain" }, body: "" },
      message: "200 with a body that is no JSON object (text/plain, 0 characters)",
      cure: PROXY,
    },
    {
      name: "a list",
      reply: { status: 200, body: [] },
      message: "200 with a body that is no JSON object (application/json, 2 characters)",
      cure: PROXY,
    },
    {
      name: "half of a body",
      reply: { status: 200, body: '{"access_token":"abc' },
      message: "200 with a body that is no JSON object (application/json, 20 characters)",
      cure: PROXY,
    },
    {
      name: "no access_token",
      reply: { status: 200, body: { token_type: "Bearer", expires_in: 60 } },
      message: "200 with no access_token in its body",
      cure: PROXY,
    },
    {
      name: "an empty access_token",
      reply: tokenReply(" "),
      message: "200 with no access_token in its body",
      cure: PROXY,
    },
    {
      name: "an access_token that is a number",
      reply: tokenReply("x", { access_token: 7 }),
      message: "200 with no access_token in its body",
      cure: PROXY,
    },
    {
      name: "a token that is bound to a key",
      reply: tokenReply("x", { token_type: "DPoP" }),
      message: "200 with an access token that is no Bearer token",
      cure: PROXY,
    },
    { name: "204", reply: { status: 204 }, message: "204", cure: PROXY },
    {
      name: "a redirect",
      reply: { status: 302, headers: { location: "/elsewhere?x=1" } },
      message: "302: it points to ISSUER/elsewhere, which is not followed",
      cure: "give the issuer's own address, the one in its discovery document",
    },
    { name: "503", reply: { ...HTML, status: 503 }, message: "503: (an HTML page)", cure: LATER, tries: 5 },
    { name: "429", reply: { status: 429 }, message: "429", cure: LATER, tries: 5 },
    {
      name: "500 with words",
      reply: { status: 500, body: { error: "server_error" } },
      message: "500: server_error",
      cure: LATER,
      tries: 5,
    },
    {
      name: "an hour of 503",
      reply: { status: 503, headers: { "retry-after": "3600" } },
      message: "503",
      cure: LATER,
      retryable: true,
    },
  ] satisfies readonly {
    name: string;
    reply: Reply;
    message: string;
    cure: string;
    tries?: number;
    retryable?: boolean;
  }[])("$name", async ({ reply, message, cure, tries = 1, retryable = tries > 1 }) => {
    await using issuer = await serveIssuer([reply]);
    const error = await failureOf(sourceOf(issuer.url));

    expect(error).toBeInstanceOf(AccTokenError);
    expect(error).toMatchObject({ code: "token", acted: "no", retryable, cure });
    expect(plain(error instanceof Error ? error.message : "", issuer)).toBe(
      `POST ISSUER/realm/token: ${message}`,
    );
    expect(issuer.forms()).toHaveLength(tries);
  });
});

describe("an issuer that gives no token because it cannot be asked", () => {
  test.each([
    {
      name: "one that is not there",
      issuer: "http://127.0.0.1:9/realm",
      code: "network",
      message:
        "GET http://127.0.0.1:9/realm/.well-known/openid-configuration: fetch never connects to this port",
    },
    {
      name: "a name that does not exist",
      issuer: "https://issuer.invalid/realm",
      code: "network",
      message: expect.stringMatching(
        /^GET https:\/\/issuer\.invalid\/realm\/\.well-known\/openid-configuration: the name .*\(DNS\)/,
      ),
    },
  ])("$name", async ({ issuer, code, message }) => {
    await expect(sourceOf(issuer).get()).rejects.toMatchObject({ code, message, acted: "no" });
  });

  test("one that does not listen any more is asked five times", async () => {
    const server = await serve({ status: 200 });
    const { origin } = server;
    await server[Symbol.asyncDispose]();
    const clock = handClock();

    await expect(sourceOf(origin, { clock }).get()).rejects.toMatchObject({
      code: "network",
      message: `GET ${origin}/.well-known/openid-configuration: the connection was refused (ECONNREFUSED)`,
      retryable: true,
    });
    expect(clock.waits).toEqual([150, 300, 600, 1200]);
  });

  test.each([
    { name: "nothing comes", reply: () => {} },
    {
      name: "half a body comes",
      reply: (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        response.write('{"access_token":');
      },
    },
  ] satisfies readonly { name: string; reply: Reply }[])("in time: $name", async ({ reply }) => {
    await using issuer = await serveIssuer([reply]);

    await expect(sourceOf(issuer.url, { timeoutMs: 30 }).get()).rejects.toMatchObject({
      code: "timeout",
      message: `POST ${issuer.url}/token: no answer within 30 ms`,
      retryable: true,
    });
    expect(issuer.forms()).toHaveLength(5);
  });

  test("a wait that the issuer asks for is the least there is before the next try", async () => {
    const busy: Reply = { status: 503, headers: { "retry-after": "7" } };
    await using issuer = await serveIssuer([busy, tokenReply("opaque")]);
    const clock = handClock();

    await expect(sourceOf(issuer.url, { clock }).get()).resolves.toBe("opaque");
    expect(clock.waits).toEqual([7000]);
  });
});

describe("a discovery document", () => {
  test.each([
    {
      name: "of another issuer",
      discovery: { issuer: "https://evil.example.org/realm" },
      message: "this is the discovery document of another issuer, https://evil.example.org/realm",
    },
    {
      name: "of an issuer that is no URL",
      discovery: { issuer: "the best" },
      message: "this is the discovery document of another issuer, the best",
    },
    {
      name: "of nobody",
      discovery: { issuer: undefined },
      message: "200 with a discovery document that names no issuer",
    },
    {
      name: "without a token endpoint",
      discovery: { token_endpoint: undefined },
      message: "200 with a discovery document that names no token endpoint",
    },
    {
      name: "with a token endpoint that is no address",
      discovery: { token_endpoint: "file:///etc/passwd" },
      message: "200 with a discovery document that names no token endpoint",
    },
  ])("$name is refused, and nothing secret is sent", async ({ discovery, message }) => {
    await using issuer = await serveIssuer([tokenReply("opaque")], discovery);
    const error = await failureOf(sourceOf(issuer.url));

    expect(error).toBeInstanceOf(AccTokenError);
    expect(plain(error instanceof Error ? error.message : "", issuer)).toBe(
      `GET ISSUER/realm/.well-known/openid-configuration: ${message}`,
    );
    expect(issuer.forms()).toEqual([]);
  });

  test("with a token endpoint on http elsewhere is refused, and nothing secret is sent", async () => {
    await using issuer = await serveIssuer([], { token_endpoint: "http://id.example.org/token" });

    await expect(sourceOf(issuer.url).get()).rejects.toMatchObject({
      code: "token",
      message: "POST http://id.example.org/token is not sent: it is http, secrets would travel in clear",
    });
  });

  test.each([
    { reply: HTML, message: "200 with a body that is no JSON object (text/html, 20 characters)" },
    { reply: { status: 404, body: {} }, message: "404" },
    {
      reply: { status: 301, headers: { location: "https://id.example.org/x" } },
      message: "301: it points to https://id.example.org/x, which is not followed",
    },
  ] satisfies readonly { reply: Reply; message: string }[])("that is none: $message", async (given) => {
    await using server = await serve(given.reply);
    const error = await failureOf(sourceOf(server.origin));

    expect(error).toBeInstanceOf(AccTokenError);
    expect(plain(error instanceof Error ? error.message : "", { server })).toBe(
      `GET ISSUER/.well-known/openid-configuration: ${given.message}`,
    );
  });

  test("is asked for once, and again when its token endpoint is gone", async () => {
    await using issuer = await serveIssuer([tokenReply("a"), { status: 404 }, tokenReply("b")]);
    const source = sourceOf(issuer.url);

    await source.get();
    await expect(source.renew?.("a")).rejects.toMatchObject({ code: "token" });
    await expect(source.renew?.("a")).resolves.toBe("b");

    expect(issuer.server.seen.map(({ method }) => method)).toEqual(["GET", "POST", "POST", "GET", "POST"]);
  });

  test.each(["", "/", "/.well-known/openid-configuration"])(
    "is found whether the issuer is written with %j at its end or not",
    async (end) => {
      await using issuer = await serveIssuer([tokenReply("opaque")]);

      await expect(sourceOf(issuer.url + end).get()).resolves.toBe("opaque");
      expect(issuer.server.seen[0]?.url).toBe("/realm/.well-known/openid-configuration");
    },
  );
});

/** Tells everything it was given in what it throws. */
const talkative: typeof globalThis.fetch = async (url, init) => {
  if (init?.method !== "POST") return fetch(url, init);
  throw new Error(`cannot send ${[...new Headers(init.headers)].join()} ${String(init.body)}`);
};

describe("the secret", () => {
  test("goes in the form where the issuer takes it there, with the scope", async () => {
    await using issuer = await serveIssuer([tokenReply("opaque")]);

    await sourceOf(issuer.url, { scope: "openid acc" }).get();

    expect(issuer.forms()).toEqual([
      { grant_type: "client_credentials", client_id: "site", client_secret: SECRET, scope: "openid acc" },
    ]);
  });

  test.each([
    { methods: undefined, name: "does not say" },
    { methods: ["client_secret_basic"], name: "says so" },
  ])("goes in a header where the issuer $name", async ({ methods }) => {
    await using issuer = await serveIssuer([tokenReply("opaque")], {
      token_endpoint_auth_methods_supported: methods,
    });

    await sourceOf(issuer.url).get();

    const expected = Buffer.from("site:s3cr3t%2Bof%2Fthe%2Dclient").toString("base64");
    expect(issuer.forms()).toEqual([{ grant_type: "client_credentials" }]);
    expect(issuer.server.seen.at(-1)?.authorization).toBe(`Basic ${expected}`);
  });

  test("is read anew each time, without the line break at its end", async () => {
    await using issuer = await serveIssuer([tokenReply("a"), tokenReply("b")]);
    const secrets = ["one\n", "two\r\n"];
    const source = sourceOf(issuer.url, { clientSecret: () => Promise.resolve(secrets.shift() ?? "") });

    await source.get();
    await source.renew?.("a");

    expect(issuer.forms().map(({ client_secret: secret }) => secret)).toEqual(["one", "two"]);
  });

  test.each([
    {
      clientSecret: () => "",
      message: "the function that gives the clientSecret gave nothing",
    },
    {
      clientSecret: () => Promise.reject(new Error("no such file")),
      message: "the function that gives the clientSecret failed",
    },
  ])("$message", async ({ clientSecret, message }) => {
    await expect(sourceOf("https://issuer.invalid", { clientSecret }).get()).rejects.toMatchObject({
      code: "token",
      message,
    });
  });

  test.each([
    { name: "plain", echo: `no client has the secret ${SECRET}` },
    { name: "encoded", echo: `bad form client_secret=${encodeURIComponent(SECRET)}` },
  ])("is in no error, though the issuer repeats it, $name", async ({ echo }) => {
    const asError: Reply = { status: 401, body: { error: "invalid_client", error_description: echo } };
    const asText: Reply = { status: 400, headers: { "content-type": "text/plain" }, body: echo };
    for (const reply of [asError, asText]) {
      await using issuer = await serveIssuer([reply]);
      const source = sourceOf(issuer.url);
      const error = await failureOf(source);

      expect(error).toBeInstanceOf(AccTokenError);
      for (const shown of [error, source]) {
        const text = `${inspect(shown, { depth: 9, showHidden: true })} ${JSON.stringify(shown)} ${String(shown)}`;
        expect(text).not.toContain("s3cr3t");
      }
    }
  });

  test.each(["client_secret_post", "client_secret_basic"])(
    "and the refresh token are not told by what repeats them, sent by %s",
    async (method) => {
      const repeat: Reply = (response, request) => {
        const sent = JSON.stringify([request.headers.authorization, bodies.at(-1)]);
        response.writeHead(400, { "content-type": "text/plain" }).end(`cannot read ${sent}`);
      };
      await using issuer = await serveIssuer([repeat], { token_endpoint_auth_methods_supported: [method] });
      const bodies: string[] = [];
      const noting: typeof globalThis.fetch = (url, init) => {
        if (init?.body instanceof URLSearchParams) bodies.push(String(init.body));
        return fetch(url, init);
      };
      for (const way of [noting, talkative]) {
        const source = refreshToken({
          issuer: issuer.url,
          clientId: "site",
          clientSecret: SECRET,
          refreshToken: "r3fr3sh!/token 0",
          fetch: way,
          clock: handClock(),
        });

        const error = await failureOf(source);
        const text = `${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`;
        expect(text).toContain(way === noting ? "cannot read" : "cannot send");
        expect(text).not.toMatch(/s3cr3t|r3fr3sh/);
        expect(text).not.toContain(Buffer.from("site:s3cr3t").toString("base64url").slice(0, 14));
      }
    },
  );

  test("and the tokens are in no error and in no inspected source", async () => {
    const broken = { status: 200, body: { refresh_token: "r3fr3sh-2", id_token: "id-t0k3n", expires_in: 1 } };
    await using issuer = await serveIssuer([tokenReply("t0k3n", { refresh_token: "r3fr3sh-1" }), broken]);
    const source = refreshToken({
      issuer: issuer.url,
      clientId: "site",
      clientSecret: SECRET,
      clock: handClock(),
      refreshToken: "r3fr3sh-0",
    });
    const shown: unknown[] = [source];

    await source.get();
    shown.push(await source.renew?.("t0k3n").catch((error: unknown) => error), source);

    expect(shown[1]).toBeInstanceOf(AccTokenError);
    const text = shown.map(
      (each) => `${inspect(each, { depth: 9, showHidden: true })} ${JSON.stringify(each)}`,
    );
    expect(text.join(" ")).not.toMatch(/s3cr3t|r3fr3sh-|t0k3n/);
  });
});

describe("an option that makes no sense is refused before anything is sent", () => {
  test.each([
    { options: { issuer: "" }, message: 'issuer "" is not an http(s) URL' },
    { options: { issuer: "id.example.org" }, message: 'issuer "id.example.org" is not an http(s) URL' },
    { options: { issuer: "me:hush@x" }, message: 'issuer "me:…@x" is not an http(s) URL' },
    { options: { issuer: "https://me:hu/sh@x" }, message: 'issuer "https://…@x" is not an http(s) URL' },
    { options: { issuer: "ftp://x" }, message: 'issuer "ftp://x" is not an http(s) URL' },
    {
      options: { issuer: "https://me:pw@id.example.org/x" },
      message: "the issuer at id.example.org has credentials in its URL",
    },
    {
      options: { issuer: "https://id.example.org/x?y=1" },
      message: 'issuer "https://id.example.org/x" has a query or a fragment',
    },
    {
      options: { issuer: "http://id.example.org/x" },
      message: 'issuer "http://id.example.org/x" is http: secrets would travel in clear',
    },
    { options: { clientId: " " }, message: "clientId is empty" },
    { options: { clientSecret: "" }, message: "clientSecret is empty" },
    { options: { timeoutMs: 0 }, message: "timeoutMs 0 is not a number of milliseconds" },
  ])("$message", ({ options, message }) => {
    const error = (() => {
      try {
        return sourceOf("https://id.example.org/x", options);
      } catch (thrown) {
        return thrown;
      }
    })();

    expect(error).toBeInstanceOf(AccConfigError);
    expect(error).toMatchObject({ message, cure: expect.any(String) });
  });

  test("http to another machine passes when it is allowed", () => {
    expect(() => sourceOf("http://id.example.org/x", { insecureHttp: true })).not.toThrow();
  });
});
