import { refreshToken, type RefreshTokenOptions } from "@argo-acc/client";
import { AccConfigError } from "@argo-acc/core";
import { expect, test } from "vitest";

import { handClock, serveIssuer, tokenReply } from "./support/scripted-issuer.ts";

const HOUR = 3_600_000;

function sourceOf(issuer: string, options: Partial<RefreshTokenOptions> = {}) {
  return refreshToken({ issuer, clientId: "app", refreshToken: "r0", clock: handClock(), ...options });
}

test("sends the refresh token of a public client without a secret", async () => {
  await using issuer = await serveIssuer([tokenReply("a")]);

  await expect(sourceOf(issuer.url, { scope: "openid" }).get()).resolves.toBe("a");

  expect(issuer.forms()).toEqual([
    { grant_type: "refresh_token", refresh_token: "r0", client_id: "app", scope: "openid" },
  ]);
  expect(issuer.server.seen.at(-1)?.authorization).toBeUndefined();
});

test("sends the secret of a client that has one", async () => {
  await using issuer = await serveIssuer([tokenReply("a")]);

  await sourceOf(issuer.url, { clientSecret: "s" }).get();

  expect(issuer.forms()).toMatchObject([{ refresh_token: "r0", client_secret: "s" }]);
});

test("uses each new refresh token in the old one's place, and hands it over before the token is used", async () => {
  await using issuer = await serveIssuer([
    tokenReply("a", { refresh_token: "r1" }),
    tokenReply("b"),
    tokenReply("c", { refresh_token: "r1" }),
    tokenReply("d", { refresh_token: "r2" }),
    tokenReply("e"),
  ]);
  const kept: string[] = [];
  const source = sourceOf(issuer.url, {
    onRefreshToken: async (next) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      kept.push(next);
    },
  });

  await source.get();
  expect(kept).toEqual(["r1"]);
  for (const stale of ["a", "b", "c", "d"]) await source.renew?.(stale);

  expect(kept).toEqual(["r1", "r2"]);
  expect(issuer.forms().map(({ refresh_token: sent }) => sent)).toEqual(["r0", "r1", "r1", "r1", "r2"]);
});

test("keeps the new refresh token of an answer that is good for nothing else", async () => {
  await using issuer = await serveIssuer([{ status: 200, body: { refresh_token: "r1" } }, tokenReply("a")]);
  const kept: string[] = [];
  const source = sourceOf(issuer.url, { onRefreshToken: (next) => void kept.push(next) });

  await expect(source.get()).rejects.toThrow("200 with no access_token in its body");
  expect(kept).toEqual(["r1"]);
  await expect(source.get()).resolves.toBe("a");
  expect(issuer.forms().map(({ refresh_token: sent }) => sent)).toEqual(["r0", "r1"]);
});

test("takes no refresh token from an answer that is an error", async () => {
  await using issuer = await serveIssuer([
    { status: 400, body: { error: "mood", refresh_token: "evil" } },
    tokenReply("a"),
  ]);
  const source = sourceOf(issuer.url);

  await expect(source.get()).rejects.toThrow("mood");
  await source.get();

  expect(issuer.forms().map(({ refresh_token: sent }) => sent)).toEqual(["r0", "r0"]);
});

test("one that cannot be kept fails the call that waits for the token, once; the token is good", async () => {
  await using issuer = await serveIssuer([tokenReply("a", { refresh_token: "r1" }), tokenReply("b")]);
  const cause = new Error("the disk is full");
  const source = sourceOf(issuer.url, { onRefreshToken: () => Promise.reject(cause) });

  await expect(source.get()).rejects.toMatchObject({
    code: "token",
    message: "the new refresh token could not be kept: onRefreshToken failed",
    cause,
  });
  await expect(source.get()).resolves.toBe("a");
  await expect(source.renew?.("a")).resolves.toBe("b");
  expect(issuer.forms().map(({ refresh_token: sent }) => sent)).toEqual(["r0", "r1"]);
});

test("so does one that comes with an early renewal, though the old token lives", async () => {
  await using issuer = await serveIssuer([tokenReply("a"), tokenReply("b", { refresh_token: "r1" })]);
  const clock = handClock();
  const source = sourceOf(issuer.url, {
    clock,
    onRefreshToken() {
      throw new Error("the disk is full");
    },
  });
  await source.get();

  clock.passed = HOUR / 2;
  await expect(source.get()).rejects.toThrow("the new refresh token could not be kept");
  await expect(source.get()).resolves.toBe("b");
});

test("none at all is refused before anything is sent", () => {
  expect(() => sourceOf("https://id.example.org", { refreshToken: "\n" })).toThrow(AccConfigError);
});
