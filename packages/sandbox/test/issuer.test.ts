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
