import { request } from "node:http";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type Sandbox, startSandbox } from "../src/index.ts";
import { ask } from "./ask.ts";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ fresh: true });
});

afterAll(() => sandbox.close());

const jwt = (payload: unknown) =>
  `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.c2ln`;
const ISSUER = "http://localhost:58080/realms/quarkus";

test.for([
  ["a plain text", "somebody", 200],
  ["a good JWT", jwt({ sub: "x", iss: ISSUER }), 200],
  ["the text inactive", "inactive", 401],
  ["a text that begins with bad", "bad-token", 401],
  ["a text whose token has expired", "expiredexp", 401],
  ["a JWT that has expired", jwt({ sub: "x", iss: ISSUER, exp: 1 }), 401],
  ["a JWT without an issuer", jwt({ sub: "x" }), 500],
  ["a JWT whose payload is a text", jwt("x"), 500],
  ["a JWT whose payload is a list", jwt([]), 500],
  ["a text with a dot inside", "some.body", 500],
  ["a text with two dots inside", "a.b.c", 500],
  ["a text with a leading dot", ".somebody", 500],
  ["a text with a trailing dot", "somebody.", 200],
  ["a token of nobody", "noid", 400],
] as const)("%s as token is %s", async ([, token, status]) => {
  expect((await ask(sandbox, "GET /clients/me", { as: token })).status).toBe(status);
});

test("a bad token is told by an empty body and a challenge, on any path", async () => {
  for (const call of ["GET /clients/me", "GET /nope", "GET /../q/health/live"]) {
    const { status, headers, body } = await ask(sandbox, call, { as: "inactive" });
    expect([status, headers.get("www-authenticate"), body["text"]]).toEqual([401, "Bearer", ""]);
  }
});

test("a token that cannot be taken apart is told by details and a stack", async () => {
  const { headers, body } = await ask(sandbox, "GET /clients/me", { as: "some.body" });
  expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(Object.keys(body)).toEqual(["details", "stack"]);
});

test("answers carry no date, and the content type of the service", async () => {
  const { headers } = await ask(sandbox, "GET /installations/all");
  expect([headers.get("date"), headers.get("content-type")]).toEqual([
    null,
    "application/json;charset=UTF-8",
  ]);
});

test.for([
  ["/", 200, "text/html"],
  ["/swagger-ui/", 200, "text/html"],
  ["/ams_verification_hash", 200, "text/plain"],
  ["/q/health/ready", 200, "application/json; charset=UTF-8"],
  ["/installations/all", 404, "text/html; charset=utf-8"],
] as const)("outside the base path, %s is %i without a token", async ([path, status, type]) => {
  const answer = await fetch(new URL(path, sandbox.endpoint));
  expect([answer.status, answer.headers.get("content-type")]).toEqual([status, type]);
});

test("a body above 10 MiB is 413, a URL of 9 kB and more is 414", async () => {
  const body = "x".repeat(10_900_000);
  const { hostname, port } = new URL(sandbox.endpoint);
  const status = await new Promise((resolve) => {
    const call = request(
      {
        hostname,
        port,
        method: "POST",
        path: "/accounting-system/clients",
        headers: { "content-length": body.length },
      },
      (answer) => resolve([answer.statusCode, answer.headers.connection]),
    );
    call.on("error", () => {}); // the connection closes while we still send
    call.end(body);
  });
  expect(status).toEqual([413, "close"]);
  for (const length of [9000, 20_000, 200_000]) {
    const { status: told } = await ask(sandbox, `GET /installations/all?foo=${"x".repeat(length)}`);
    expect([length, told]).toEqual([length, 414]);
  }
});

test.for(["admin", "pa", "unreg"])(
  "the token of %s is a signed JWT of the issuer that lives an hour or more",
  async (role) => {
    await using full = await startSandbox({ dataset: { metrics: 10 } });
    const payload = JSON.parse(Buffer.from(full.token(role).split(".")[1] ?? "", "base64url").toString());
    expect(payload.iss).toBe(full.issuer);
    expect(payload.exp - Date.now() / 1000).toBeGreaterThan(3600);
    expect((await ask(full, "GET /installations/all", { as: role })).status).toBe(200);
  },
);

test("a JWT the issuer did not sign, or revoked, is inactive where tokens are signed", async () => {
  await using full = await startSandbox({ dataset: { metrics: 10 } });
  expect(
    (await ask(full, "GET /installations/all", { as: jwt({ sub: "x", iss: full.issuer }) })).status,
  ).toBe(401);
  const token = await full.issueToken("pa");
  expect((await ask(full, "GET /installations/all", { as: token })).status).toBe(200);
  full.revokeToken(token);
  expect((await ask(full, "GET /installations/all", { as: token })).status).toBe(401);
  expect((await ask(full, "GET /installations/all", { as: await full.issueToken("pa", -1) })).status).toBe(
    401,
  );
  expect((await ask(full, "GET /installations/all", { as: "inactive" })).status).toBe(401);
});

test("asks a function of ours who a token is", async () => {
  await using full = await startSandbox({
    dataset: { metrics: 10 },
    introspect: (token) => (token === "boss" ? { sub: "admin_voperson_id", iss: full.issuer } : undefined),
  });
  expect((await ask(full, "GET /admin/version", { as: "boss" })).status).toBe(200);
  expect((await ask(full, "GET /admin/version", { as: "clerk" })).status).toBe(401);
});
