import { createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type Sandbox, startSandbox } from "../src/index.ts";
import { ask } from "./ask.ts";

let sandbox: Sandbox;
let endpoints: Readonly<Record<string, string>>;

beforeAll(async () => {
  sandbox = await startSandbox({ dataset: { metrics: 10 } });
  endpoints = await getJson(`${sandbox.issuer}/.well-known/openid-configuration`);
});

afterAll(() => sandbox.close());

async function getJson(url: string) {
  return JSON.parse(await (await fetch(url)).text());
}

async function grant(form: Readonly<Record<string, string>>) {
  const answer = await fetch(endpoints["token_endpoint"] ?? "", {
    method: "POST",
    body: new URLSearchParams(form),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

const PA = { grant_type: "client_credentials", client_id: "pa", client_secret: "pa-secret" };

test("discovery names the issuer and where its tokens come from", () => {
  expect(endpoints["issuer"]).toBe(sandbox.issuer);
  expect(endpoints["token_endpoint"]).toBe(`${sandbox.issuer}/protocol/openid-connect/token`);
});

test("client credentials give a token of the role that its keys verify and the service accepts", async () => {
  const { status, body } = await grant(PA);
  expect([status, body.token_type, body.expires_in]).toEqual([200, "Bearer", 3600]);
  const keys = createLocalJWKSet(await getJson(endpoints["jwks_uri"] ?? ""));
  const { payload } = await jwtVerify(body.access_token, keys, { issuer: sandbox.issuer });
  expect(payload.sub).toBe("pa_sub");
  expect((await ask(sandbox, "GET /clients/me", { as: body.access_token })).body["total_elements"]).toBe(1);
});

test("a refresh token gives another token, once", async () => {
  const first = await grant(PA);
  const form = { grant_type: "refresh_token", refresh_token: first.body.refresh_token };
  const second = await grant(form);
  expect(second.status).toBe(200);
  expect(second.body.access_token).not.toBe(first.body.access_token);
  expect(await grant(form)).toEqual({ status: 400, body: { error: "invalid_grant" } });
});

test.for([
  ["a wrong secret", { ...PA, client_secret: "x" }, 401, "invalid_client"],
  ["an unknown client", { ...PA, client_id: "nobody" }, 401, "invalid_client"],
  ["another grant", { ...PA, grant_type: "password" }, 400, "unsupported_grant_type"],
] as const)("%s is refused", async ([, form, status, error]) => {
  expect(await grant(form)).toEqual({ status, body: { error } });
});

/** Asks an endpoint of the issuer as a client. */
async function asClient(endpoint: string, form: Readonly<Record<string, string>>, client = "pa") {
  const answer = await fetch(endpoints[endpoint] ?? "", {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${client}:${client}-secret`).toString("base64")}` },
    body: new URLSearchParams(form),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
}

test("introspection tells who an active token is, and of others nothing", async () => {
  const token = await sandbox.issueToken("va");
  const { status, body } = await asClient("introspection_endpoint", { token });
  expect([status, body]).toEqual([
    200,
    {
      active: true,
      sub: "va_sub",
      name: "va",
      email: "va@example.org",
      iss: sandbox.issuer,
      exp: expect.any(Number),
    },
  ]);
  for (const inactive of ["x", await sandbox.issueToken("va", -1)]) {
    expect((await asClient("introspection_endpoint", { token: inactive })).body).toEqual({ active: false });
  }
});

test("a revoked token is over for the issuer and for the service, a revoked refresh token too", async () => {
  const { body } = await grant(PA);
  expect(await asClient("revocation_endpoint", { token: body.access_token })).toEqual({
    status: 200,
    body: undefined,
  });
  expect((await asClient("introspection_endpoint", { token: body.access_token })).body).toEqual({
    active: false,
  });
  expect((await ask(sandbox, "GET /clients/me", { as: body.access_token })).status).toBe(401);
  await asClient("revocation_endpoint", { token: body.refresh_token });
  const renewed = await grant({ grant_type: "refresh_token", refresh_token: body.refresh_token });
  expect(renewed).toEqual({ status: 400, body: { error: "invalid_grant" } });
});

test.for(["introspection_endpoint", "revocation_endpoint"])("%s wants a client", async (endpoint) => {
  expect(await asClient(endpoint, { token: "x" }, "nobody")).toEqual({
    status: 401,
    body: { error: "invalid_client" },
  });
});

test("tokens of the token endpoint live as long as told, by the sandbox's clock", async () => {
  let now = Date.now();
  await using brief = await startSandbox({ dataset: { metrics: 1 }, tokenLifetime: 60, now: () => now });
  const answer = await fetch(`${brief.issuer}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams(PA),
  });
  const { access_token: token, expires_in: lifetime } = JSON.parse(await answer.text());
  const status = async () => (await ask(brief, "GET /clients/me", { as: token })).status;
  expect([lifetime, await status()]).toEqual([60, 200]);
  now += 61_000;
  expect(await status()).toBe(401);
});

test("a token that somebody else vouches for can be revoked too", async () => {
  await using fresh = await startSandbox({ fresh: true });
  expect((await ask(fresh, "GET /clients/me", { as: "somebody" })).status).toBe(200);
  fresh.revokeToken("somebody");
  expect((await ask(fresh, "GET /clients/me", { as: "somebody" })).status).toBe(401);
});

test("a failing introspection is a 401 for good tokens, and passes", async () => {
  await using other = await startSandbox({
    dataset: { metrics: 1 },
    faults: ["failing-introspection:1x@/clients"],
  });
  const statuses = [];
  for (let call = 0; call < 2; call++) statuses.push((await ask(other, "GET /clients/me")).status);
  expect(statuses).toEqual([401, 200]);
});
