import { AccClient, checkToken, type TokenSource, tokenFromEnv } from "@argo-acc/client";
import { AccTokenError } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { impatientClock, testClient } from "./support/clients.ts";
import { handClock, jwt } from "./support/scripted-issuer.ts";
import { serve } from "./support/scripted-server.ts";

const NOW = Date.UTC(2026, 0, 1);
const PROJECT = { status: 200, body: { id: "p", providers: [] } };

describe("a token that is sent", () => {
  test.each([
    { name: "opaque", token: "opaque" },
    { name: "a dot only at the end", token: "opaque." },
    { name: "a JWT that lives", token: jwt({ iss: "https://issuer.example.org", exp: NOW / 1000 + 1 }) },
    { name: "a JWT without expiry", token: jwt({ iss: "https://issuer.example.org" }) },
    {
      name: "a JWT with names beyond ASCII",
      token: jwt({ iss: "https://issuer.example.org", name: "Ζωή 𐀀" }),
    },
  ])("$name", ({ token }) => {
    expect(() => checkToken(token, NOW)).not.toThrow();
  });
});

describe("a token that is not sent", () => {
  const malformed = "the token has a dot but is no JWT: its second part is no JSON object with an iss";
  const characters = "the token has a space, a line break or another character that no token has";
  test.each([
    { name: "nothing", token: "", message: "the token is empty" },
    { name: "two words", token: "Bearer abc", message: characters },
    { name: "two lines", token: "abc\ndef", message: characters },
    { name: "a control character", token: "abc\u0007", message: characters },
    { name: "a letter beyond ASCII", token: "αβγ", message: characters },
    { name: "garbage with a dot", token: "abc.def", message: malformed },
    { name: "a dot in front", token: ".abc", message: malformed },
    { name: "a JWT cut off", token: jwt({ iss: "x" }).slice(0, 30), message: malformed },
    { name: "a JWT without iss", token: jwt({ sub: "x" }), message: malformed },
    { name: "a payload that is a list", token: jwt(["iss"]), message: malformed },
    { name: "a payload that is text", token: jwt("iss"), message: malformed },
    {
      name: "one that has expired",
      token: jwt({ iss: "x", exp: NOW / 1000 }),
      message:
        "the token expired at 2026-01-01T00:00:00.000Z; this machine's clock says 2026-01-01T00:00:00.000Z",
    },
    {
      name: "one that has expired and is not issued yet",
      token: jwt({ iss: "x", exp: NOW / 1000 - 60, iat: NOW / 1000 + 60 }),
      message:
        "the token expired at 2025-12-31T23:59:00.000Z, yet was issued at 2026-01-01T00:01:00.000Z; " +
        "this machine's clock says 2026-01-01T00:00:00.000Z",
    },
  ])("$name", async ({ token, message }) => {
    const clock = impatientClock(NOW);
    const fetched: unknown[] = [];
    const fetch: typeof globalThis.fetch = (input) => Promise.reject(fetched.push(input));
    const source: TokenSource = { get: () => Promise.resolve(token) };
    const acc = testClient({ token: source, clock, fetch });

    expect(() => checkToken(token, NOW)).toThrow(message);
    expect(() => new AccClient({ endpoint: "x", token, clock })).toThrow(AccTokenError);
    await expect(acc.project("p").get()).rejects.toThrow(message);
    expect(fetched).toEqual([]);
  });
});

test("a token that was good is refused by the first call after its end", async () => {
  await using server = await serve(PROJECT);
  const clock = handClock();
  const token = jwt({ iss: "https://id.example.org", exp: clock.now() / 1000 + 60 });
  const acc = testClient({ endpoint: server.origin, token, clock });

  await acc.project("p").get();
  clock.passed += 60_000;
  await expect(acc.project("p").get()).rejects.toThrow("the token expired at 2026-01-01T00:01:00.000Z");
  expect(server.seen).toHaveLength(1);
});

describe("tokenFromEnv", () => {
  test("reads the variable for each request, without the white space around it", async () => {
    await using server = await serve(PROJECT);
    const env = { ARGO_ACC_TOKEN: " first\n" };
    const acc = testClient({ endpoint: server.origin, token: tokenFromEnv(undefined, env) });

    await acc.project("p").get();
    env.ARGO_ACC_TOKEN = "second";
    await acc.project("p").get();

    expect(server.seen.map(({ authorization }) => authorization)).toEqual(["Bearer first", "Bearer second"]);
  });

  test.each([
    { env: {}, message: "the environment variable MY_TOKEN is not set" },
    { env: { MY_TOKEN: " " }, message: "the environment variable MY_TOKEN is empty" },
  ])("$message", async ({ env, message }) => {
    await expect(tokenFromEnv("MY_TOKEN", env).get()).rejects.toMatchObject({
      code: "token",
      message,
      cure: "set MY_TOKEN to the text of an access token",
    });
  });
});

describe("after a 401", () => {
  test("a token is renewed once and the call sent once more, also for a write", async () => {
    const metric = {
      metric_id: "m",
      metric_definition_id: "d",
      time_period_start: "2024-01-01T00:00:00Z",
      time_period_end: "2024-01-02T00:00:00Z",
      value: 1,
    };
    await using server = await serve({ status: 401 }, { status: 201, body: metric });
    const token: TokenSource = {
      get: () => Promise.resolve("old"),
      renew: (stale) => Promise.resolve(`not ${stale}`.replace(" ", "-")),
    };
    const clock = impatientClock();
    const acc = testClient({ endpoint: server.origin, token, clock });

    const { metric_id: id, ...rest } = metric;
    await expect(acc.installation("i").metrics.add(rest)).resolves.toEqual({ id, ...rest });
    expect(server.seen.map(({ authorization }) => authorization)).toEqual(["Bearer old", "Bearer not-old"]);
    expect(clock.waits).toEqual([]);
  });

  test("later tries of the same call go on with the newest token there is", async () => {
    await using server = await serve({ status: 401 }, { status: 503 }, { status: 503 }, PROJECT);
    let current = "t0";
    const token: TokenSource = {
      get: () => Promise.resolve(current),
      renew: () => Promise.resolve((current = "t1")),
    };
    const acc = testClient({
      endpoint: server.origin,
      token,
      onResponse: ({ attempt }) => {
        if (attempt === 3) current = "t2";
      },
    });

    await acc.project("p").get();
    expect(server.seen.map(({ authorization }) => authorization?.slice(7))).toEqual(["t0", "t1", "t1", "t2"]);
  });

  test("the refused token is not sent again, though its source still gives it", async () => {
    await using server = await serve({ status: 401 }, { status: 503 }, PROJECT);
    const token: TokenSource = { get: () => Promise.resolve("t0"), renew: () => Promise.resolve("t1") };

    await testClient({ endpoint: server.origin, token }).project("p").get();
    expect(server.seen.map(({ authorization }) => authorization?.slice(7))).toEqual(["t0", "t1", "t1"]);
  });

  test("a second refusal is final", async () => {
    await using server = await serve({ status: 401 });
    let renewals = 0;
    const renew = () => Promise.resolve(`new-${(renewals += 1)}`);
    const acc = testClient({ endpoint: server.origin, token: { get: () => Promise.resolve("old"), renew } });

    await expect(acc.project("p").get()).rejects.toMatchObject({ code: "authentication", attempts: 2 });
    expect(renewals).toBe(1);
  });

  test("a token that cannot be renewed is tried once more, after a pause", async () => {
    await using server = await serve({ status: 401 }, PROJECT);
    const clock = impatientClock();
    const acc = testClient({ endpoint: server.origin, clock });

    await expect(acc.project("p").get()).resolves.toMatchObject({ id: "p" });
    expect(clock.waits).toEqual([1000]);
  });

  test("calls at the same time share one renewal", async () => {
    await using server = await serve({ status: 401 }, { status: 401 }, { status: 401 }, PROJECT);
    let renewals = 0;
    const renew = async () => {
      renewals += 1;
      await new Promise((resolve) => setTimeout(resolve, 30));
      return "new";
    };
    const acc = testClient({ endpoint: server.origin, token: { get: () => Promise.resolve("old"), renew } });

    await Promise.all(["a", "b", "c"].map((id) => acc.project(id).get()));

    expect(renewals).toBe(1);
    expect(server.seen).toHaveLength(6);
  });

  test("a call that hears of it after another has renewed the token renews nothing", async () => {
    let current = "old";
    let renewals = 0;
    const token: TokenSource = {
      get: () => Promise.resolve(current),
      renew: () => Promise.resolve((current = `new-${(renewals += 1)}`)),
    };
    const late = Promise.withResolvers<void>();
    await using server = await serve(async (response, { url, headers }) => {
      const fresh = headers.authorization !== "Bearer old";
      if (url?.endsWith("/b") === true && !fresh) await late.promise;
      response.writeHead(fresh ? 200 : 401, { "content-type": "application/json" });
      response.end(fresh ? JSON.stringify({ id: "p", providers: [] }) : "");
    });
    const acc = testClient({ endpoint: server.origin, token });

    const slow = acc.project("b").get();
    await acc.project("a").get();
    late.resolve();
    await slow;

    expect(server.seen.map(({ authorization }) => authorization).toSorted()).toEqual([
      "Bearer new-1",
      "Bearer new-1",
      "Bearer old",
      "Bearer old",
    ]);
  });

  test("a renewal that fails still says that an earlier attempt may have acted", async () => {
    await using server = await serve((response) => response.destroy(), { status: 401 });
    const token: TokenSource = {
      get: () => Promise.resolve("old"),
      renew: () => Promise.reject(new Error("the agent does not run")),
    };
    const acc = testClient({ endpoint: server.origin, token });

    const patching = acc.request("PATCH", "/installations/i/metrics/m", { body: { value: 1 } });

    await expect(patching).rejects.toMatchObject({ code: "token", acted: "maybe" });
  });

  test("one that has expired is renewed before anything is sent", async () => {
    await using server = await serve(PROJECT);
    const expired = jwt({ iss: "x", exp: NOW / 1000 - 60 });
    const token: TokenSource = { get: () => Promise.resolve(expired), renew: () => Promise.resolve("fresh") };
    const acc = testClient({ endpoint: server.origin, token, clock: impatientClock(NOW) });

    await acc.project("p").get();

    expect(server.seen.map(({ authorization }) => authorization)).toEqual(["Bearer fresh"]);
  });

  test("a source that fails is a token error with its cause", async () => {
    const cause = new Error("the agent does not run");
    const acc = testClient({ token: { get: () => Promise.reject(cause) } });

    await expect(acc.project("p").get()).rejects.toMatchObject({ code: "token", cause });
  });
});

describe("a source of one's own, on a machine whose clock is 3 hours ahead", () => {
  const HOUR = 3_600_000;

  test("renews once what looks expired, and again when the new token has lived as long as it may", async () => {
    await using server = await serve({ status: 200, body: {} });
    const clock = handClock(3 * HOUR);
    const now = () => NOW / 1000 + clock.passed / 1000;
    let current = issuedAt(now());
    let renewals = 0;
    const token: TokenSource = {
      get: () => Promise.resolve(current),
      renew: () => {
        renewals += 1;
        return Promise.resolve((current = issuedAt(now() + renewals)));
      },
    };
    const acc = testClient({ endpoint: server.origin, token, clock });

    const counted: number[] = [];
    for (const passed of [0, 1, HOUR - 1, HOUR, HOUR + 1]) {
      clock.passed = passed;
      await acc.request("GET", "/clients/me");
      counted.push(renewals);
    }

    expect(counted).toEqual([1, 1, 1, 2, 2]);
  });

  test("sends what a renewal after a 401 gave, whatever the clock says", async () => {
    await using server = await serve({ status: 401 }, { status: 200, body: {} });
    const clock = handClock(3 * HOUR);
    let current = "opaque";
    const token: TokenSource = {
      get: () => Promise.resolve(current),
      renew: () => Promise.resolve((current = issuedAt(NOW / 1000))),
    };
    const acc = testClient({ endpoint: server.origin, token, clock });

    await acc.request("GET", "/clients/me");

    expect(server.seen.map(({ authorization }) => authorization)).toEqual([
      "Bearer opaque",
      `Bearer ${issuedAt(NOW / 1000)}`,
    ]);
  });

  test("is told of the clock when a renewal gives nothing else", async () => {
    const token: TokenSource = {
      get: () => Promise.resolve(issuedAt(NOW / 1000)),
      renew: () => Promise.resolve(issuedAt(NOW / 1000)),
    };
    const acc = testClient({ token, clock: handClock(3 * HOUR) });

    await expect(acc.request("GET", "/clients/me")).rejects.toMatchObject({
      message:
        "the token expired at 2026-01-01T01:00:00.000Z; this machine's clock says 2026-01-01T03:00:00.000Z",
      cure: "get a new access token; if this one is fresh, set this machine's clock",
    });
  });
});

/** A token that lives an hour. */
function issuedAt(iat: number): string {
  return jwt({ iss: "x", iat, exp: iat + 3600 });
}
