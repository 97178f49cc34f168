import { clientCredentials, refreshToken } from "@argo-acc/client";
import { describe, expect, test } from "vitest";

import { testClient } from "./support/clients.ts";
import { type HandClock, handClock, jwt, serveIssuer, tokenReply } from "./support/scripted-issuer.ts";
import { type Reply, serve } from "./support/scripted-server.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const DOWN: Reply = { status: 503 };
const GONE: Reply = { status: 400, body: { error: "invalid_grant" } };

function credentials(issuer: string, clock: HandClock) {
  return clientCredentials({ issuer, clientId: "site", clientSecret: "secret", clock });
}

describe("a token that lives an hour", () => {
  test("is renewed by the first call after half of it, and by no other", async () => {
    await using issuer = await serveIssuer([tokenReply("a"), tokenReply("b"), tokenReply("c")]);
    const clock = handClock();
    const source = credentials(issuer.url, clock);

    expect(await Promise.all([source.get(), source.get(), source.get()])).toEqual(["a", "a", "a"]);
    clock.passed = HOUR / 2 - 1;
    expect(await source.get()).toBe("a");
    expect(issuer.forms()).toHaveLength(1);
    clock.passed = HOUR / 2;
    expect(await Promise.all([source.get(), source.get(), source.get()])).toEqual(["b", "a", "a"]);
    expect(await source.get()).toBe("b");
    clock.passed = HOUR - 1;
    expect(await source.get()).toBe("b");
    clock.passed = HOUR;
    expect(await source.get()).toBe("c");
    expect(issuer.forms()).toHaveLength(3);
  });

  test("is used on when the renewal fails, once a minute, until it is over", async () => {
    await using issuer = await serveIssuer([tokenReply("a"), DOWN]);
    const clock = handClock();
    const source = credentials(issuer.url, clock);
    await source.get();

    const attempts: number[] = [];
    for (const passed of [
      0.5 * HOUR,
      0.5 * HOUR + 1,
      0.5 * HOUR + MINUTE - 1,
      0.5 * HOUR + MINUTE,
      HOUR - 1,
    ]) {
      clock.passed = passed;
      expect(await source.get()).toBe("a");
      attempts.push(issuer.forms().length - 1);
    }
    expect(attempts).toEqual([1, 1, 1, 2, 3]);
    expect(clock.waits).toEqual([]);

    clock.passed = HOUR;
    await expect(source.get()).rejects.toMatchObject({ code: "token", retryable: true });
    expect(issuer.forms().length - 1).toBe(3 + 5);
  });

  test("is used on though the issuer refuses to renew it", async () => {
    await using issuer = await serveIssuer([tokenReply("a"), GONE]);
    const clock = handClock();
    const source = credentials(issuer.url, clock);
    await source.get();

    clock.passed = HOUR - 1;
    expect(await source.get()).toBe("a");
    clock.passed = HOUR;
    await expect(source.get()).rejects.toThrow("invalid_grant");
  });

  test("is used on while its renewal takes long: only the call that began it waits", async () => {
    const answer = Promise.withResolvers<void>();
    const slow: Reply = (response) => void answer.promise.then(() => response.writeHead(503).end());
    await using issuer = await serveIssuer([tokenReply("a"), slow]);
    const clock = handClock();
    const source = credentials(issuer.url, clock);
    await source.get();

    clock.passed = HOUR / 2;
    const first = source.get();
    clock.passed += 2 * MINUTE;
    expect(await source.get()).toBe("a");
    answer.resolve();
    expect(await first).toBe("a");
  });

  test("one that outlives its renewal's failure is not missed by a call that has no other", async () => {
    const clock = handClock();
    const slow: Reply = (response) => {
      clock.passed = HOUR;
      response.writeHead(503).end();
    };
    await using issuer = await serveIssuer([tokenReply("a"), slow, tokenReply("b")]);
    const source = credentials(issuer.url, clock);
    await source.get();

    clock.passed = HOUR - 1;
    const early = source.get();
    clock.passed = HOUR;
    const late = source.get();

    await expect(early).rejects.toMatchObject({ code: "token" });
    await expect(late).resolves.toBe("b");
  });
});

describe("how long a token lives", () => {
  const LIFE = 600;
  const signed = jwt({ iss: "x", iat: 1_000_000, exp: 1_000_000 + LIFE });
  test.each([
    { name: "as the issuer says", expiresIn: 60, token: signed, half: 30 },
    { name: "as it says in text", expiresIn: "60", token: signed, half: 30 },
    { name: "a fraction of a second", expiresIn: 0.5, token: signed, half: 0.25 },
    { name: "exp less iat, when it says nothing", expiresIn: undefined, token: signed, half: LIFE / 2 },
    { name: "exp less iat, when it says 0", expiresIn: 0, token: signed, half: LIFE / 2 },
    { name: "exp less iat, when it says less", expiresIn: -5, token: signed, half: LIFE / 2 },
    { name: "exp less iat, when it says a word", expiresIn: "soon", token: signed, half: LIFE / 2 },
    { name: "exp less iat, when it says nothing in text", expiresIn: " ", token: signed, half: LIFE / 2 },
    { name: "exp less iat, when it says null", expiresIn: null, token: signed, half: LIFE / 2 },
  ])("$name", async ({ expiresIn, token, half }) => {
    await using issuer = await serveIssuer([
      tokenReply(token, { expires_in: expiresIn }),
      tokenReply("next"),
    ]);
    const clock = handClock();
    const source = credentials(issuer.url, clock);

    await source.get();
    clock.passed = half * 1000 - 1;
    expect(await source.get()).toBe(token);
    clock.passed = half * 1000;
    expect(await source.get()).toBe("next");
  });

  test.each([
    { name: "an opaque token", token: "opaque" },
    { name: "a JWT without iat", token: jwt({ iss: "x", exp: 1 }) },
    { name: "a JWT that expired before it was issued", token: jwt({ iss: "x", exp: 1, iat: 2 }) },
  ])("until it is refused, when nobody says: $name", async ({ token }) => {
    await using issuer = await serveIssuer([tokenReply(token, { expires_in: undefined })]);
    const clock = handClock();
    const source = credentials(issuer.url, clock);

    await source.get();
    clock.passed = 365 * 24 * HOUR;
    expect(await source.get()).toBe(token);
    expect(issuer.forms()).toHaveLength(1);
  });

  test("an ID token of an issuer whose clock differs is not looked at", async () => {
    const idToken = jwt({ iss: "x", aud: "site", sub: "s", iat: 1, exp: 2 });
    await using issuer = await serveIssuer([tokenReply("a", { id_token: idToken })]);

    await expect(credentials(issuer.url, handClock()).get()).resolves.toBe("a");
  });
});

describe("a wall clock that is wrong", () => {
  test.each([
    { name: "3 hours ahead", ahead: 3 * HOUR },
    { name: "3 hours behind", ahead: -3 * HOUR },
  ])("makes no fresh token look expired, and no renewal: $name", async ({ ahead }) => {
    const iat = Date.UTC(2026, 0, 1) / 1000;
    const token = jwt({ iss: "x", iat, exp: iat + 3600 });
    await using issuer = await serveIssuer([tokenReply(token)]);
    await using server = await serve({ status: 200, body: {} });
    const clock = handClock(ahead);
    const acc = testClient({ endpoint: server.origin, clock, token: credentials(issuer.url, clock) });

    for (const passed of [0, 1, 2]) {
      clock.passed = passed * 10 * MINUTE;
      await acc.request("GET", "/clients/me");
    }

    expect(issuer.forms()).toHaveLength(1);
  });

  test("that jumps does neither", async () => {
    await using issuer = await serveIssuer([tokenReply("a"), tokenReply("b")]);
    const clock = handClock();
    const source = credentials(issuer.url, clock);
    await source.get();

    for (const ahead of [3 * HOUR, -3 * HOUR, 0]) {
      clock.ahead = ahead;
      expect(await source.get()).toBe("a");
    }
    clock.passed = HOUR / 2;
    expect(await source.get()).toBe("b");
  });
});

describe("after a 401", () => {
  test("calls at the same time share one renewal", async () => {
    await using issuer = await serveIssuer([tokenReply("a"), tokenReply("b")]);
    await using server = await serve((response, { headers }) => {
      response.writeHead(headers.authorization === "Bearer b" ? 200 : 401).end("{}");
    });
    const clock = handClock();
    const acc = testClient({ endpoint: server.origin, clock, token: credentials(issuer.url, clock) });

    await Promise.all([1, 2, 3].map(() => acc.request("GET", "/clients/me")));

    expect(issuer.forms()).toHaveLength(2);
    expect(server.seen).toHaveLength(6);
  });

  test("a token that lives is tried again after a pause when no other can be had now", async () => {
    await using issuer = await serveIssuer([tokenReply("a"), DOWN]);
    await using server = await serve({ status: 401 }, { status: 200, body: { fine: true } });
    const clock = handClock();
    const acc = testClient({ endpoint: server.origin, clock, token: credentials(issuer.url, clock) });

    await expect(acc.request("GET", "/clients/me")).resolves.toEqual({ fine: true });

    expect(server.seen.map(({ authorization }) => authorization)).toEqual(["Bearer a", "Bearer a"]);
    expect(clock.waits).toEqual([150, 300, 600, 1200, 1000]);
  });

  test("an issuer that refuses says so, for a token that was revoked with its session", async () => {
    await using issuer = await serveIssuer([tokenReply("a"), GONE]);
    await using server = await serve({ status: 401 });
    const clock = handClock();
    const token = refreshToken({ issuer: issuer.url, clientId: "app", refreshToken: "r", clock });
    const acc = testClient({ endpoint: server.origin, clock, token });

    await expect(acc.request("GET", "/clients/me")).rejects.toMatchObject({
      code: "token",
      message: `POST ${issuer.url}/token: 400: invalid_grant`,
      cure: expect.stringContaining("log in again"),
    });
  });

  test("an issuer that cannot be reached does not undo what an earlier attempt may have done", async () => {
    await using issuer = await serveIssuer([tokenReply("a"), (response) => response.destroy()]);
    await using server = await serve((response) => response.destroy());
    const clock = handClock();
    const acc = testClient({
      endpoint: server.origin,
      clock,
      token: credentials(issuer.url, clock),
      onRetry: () => (clock.passed += HOUR),
    });

    await expect(acc.request("PATCH", "/x", { body: {} })).rejects.toMatchObject({
      code: "network",
      message: expect.stringContaining(`POST ${issuer.url}/token: the connection was closed`),
      acted: "maybe",
    });
    expect(server.seen).toHaveLength(1);
  });
});

test("a caller that leaves while it waits for a renewal is released at once, the others get the token", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const slow: Reply = (response) => {
    asked.resolve();
    void answer.promise.then(() => response.end(JSON.stringify({ access_token: "a", token_type: "Bearer" })));
  };
  await using issuer = await serveIssuer([slow]);
  await using server = await serve({ status: 200, body: { fine: true } });
  const clock = handClock();
  const acc = testClient({ endpoint: server.origin, clock, token: credentials(issuer.url, clock) });
  const leaving = new AbortController();

  const left = acc.request("GET", "/clients/me", { signal: leaving.signal });
  const stayed = acc.request("GET", "/clients/me");
  await asked.promise;
  leaving.abort(new Error("enough"));
  await expect(left).rejects.toThrow("enough");
  expect(server.seen).toEqual([]);
  answer.resolve();

  await expect(stayed).resolves.toEqual({ fine: true });
  expect(issuer.forms()).toHaveLength(1);
});
