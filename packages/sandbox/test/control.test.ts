import { afterEach, beforeEach, expect, test } from "vitest";

import { type Sandbox, startSandbox } from "../src/index.ts";
import { ask } from "./ask.ts";

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ dataset: { metrics: 20, installations: 2, projects: 1, providers: 1 } });
});

afterEach(() => sandbox.close());

async function control(method: string, path: string, body?: unknown) {
  const answer = await fetch(sandbox.control + path, {
    method,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

test("faults are set as text or as data while it runs, and taken away", async () => {
  expect(await control("POST", "/faults", "503:1x@/installations")).toEqual({ status: 201, body: { id: 1 } });
  expect((await control("POST", "/faults", { name: "503", route: "/never" })).body).toEqual({ id: 2 });
  expect((await ask(sandbox, "GET /installations/all")).status).toBe(503);
  expect((await ask(sandbox, "GET /installations/all")).status).toBe(200);
  expect((await control("GET", "/faults")).body.faults[0]).toEqual({
    id: 1,
    spec: { name: "503", first: 1, route: "/installations" },
    calls: 2,
    struck: 1,
  });
  expect((await control("DELETE", "/faults/1")).body.faults).toHaveLength(1);
  expect((await control("DELETE", "/faults")).body.faults).toEqual([]);
});

test("a bad fault is refused with what is valid", async () => {
  const { status, body } = await control("POST", "/faults", { name: "hang", probability: 7 });
  expect([status, body.error]).toEqual([400, "fault hang: probability is 7, not a number from 0 to 1"]);
  expect((await control("POST", "/faults", "nope")).body.cure).toMatch(/lose-reply/);
});

test("requests to the service are logged, those to the control endpoint are not", async () => {
  await ask(sandbox, "GET /installations/all?size=5");
  expect((await control("GET", "/requests")).body).toEqual({
    count: 1,
    requests: [{ method: "GET", path: "/accounting-system/installations/all", query: "size=5", status: 200 }],
  });
  expect((await control("DELETE", "/requests")).body.count).toBe(0);
});

async function refused(method: string, path: string, body?: unknown): Promise<string> {
  const { status, body: told } = await control(method, path, body);
  return `${status} ${told.error}`;
}

test("what the control endpoint does not have is refused, and told what it has", async () => {
  const methods = "the control endpoint has no";
  expect(await refused("PUT", "/faults", "503")).toBe(`405 ${methods} PUT /faults`);
  expect(await refused("PATCH", "/churn", "insert=1")).toBe(`405 ${methods} PATCH /churn`);
  expect(await refused("GET", "/tokens")).toBe(`405 ${methods} GET /tokens`);
  expect(await refused("POST", "/requests")).toBe(`405 ${methods} POST /requests`);
  expect(await refused("DELETE", "/metrics")).toBe(`405 ${methods} DELETE /metrics`);
  expect(await refused("GET", "/faults/1")).toBe(`405 ${methods} GET /faults/1`);
  expect(await refused("GET", "/nope")).toMatch(/^404 the control endpoint has faults, churn, tokens/);
  expect(await refused("GET", "")).toMatch(/^404 the control endpoint has faults, churn, tokens/);
  expect(sandbox.requests.count).toBe(0);
});

test.for([
  ["DELETE", "/faults/9", undefined, "404 there is no fault 9"],
  ["DELETE", "/faults/one", undefined, "404 there is no fault one"],
  ["DELETE", "/churn/9", undefined, "404 there is no churn 9"],
  ["DELETE", "/metrics/9", undefined, "404 there is no metric 9"],
  ["PATCH", "/metrics/9", { value: 1 }, "404 there is no metric 9"],
  ["DELETE", "/tokens", "", "400 the body is empty: it is the token to revoke"],
  ["GET", "/metrics?limit=many", undefined, "400 limit is many, not a whole number"],
  ["GET", "/metrics?limit=-1", undefined, "400 limit is -1, not a whole number"],
  ["GET", "/metrics?installation=nope", undefined, '400 the sandbox has no installation "nope"'],
  ["POST", "/metrics", { installation_id: "I", value: "much" }, "400 value is much, not a number"],
  ["POST", "/metrics", { installation_id: "I", group: "g" }, '400 a metric has no "group"'],
  ["POST", "/metrics", {}, '400 the sandbox has no installation ""'],
] as const)(
  "a control request that cannot be meant is refused: %s %s",
  async ([method, path, sent, told]) => {
    const [installation = ""] = sandbox.state.installations.keys();
    const body = JSON.stringify(sent)?.replace('"I"', `"${installation}"`);
    const answer = await control(method, path, sent === "" ? "" : body);
    expect(`${answer.status} ${answer.body.error}`).toBe(told);
    expect(sandbox.metrics.count).toBe(20);
  },
);

test("metrics are put in, changed and deleted behind the service's back", async () => {
  const [installation] = sandbox.state.installations.keys();
  const [definition] = sandbox.state.definitions.keys();
  const metric = {
    installation_id: installation,
    metric_definition_id: definition,
    time_period_start: "2025-01-01T00:00:00Z",
    time_period_end: "2025-01-02T00:00:00Z",
    value: 5,
    group_id: "g",
  };
  const { id } = (await control("POST", "/metrics", metric)).body;
  expect((await ask(sandbox, `GET /installations/${installation}/metrics/${id}`)).body["value"]).toBe(5);
  expect((await control("PATCH", `/metrics/${id}`, { value: 6 })).body).toMatchObject({
    value: 6,
    group_id: "g",
  });
  expect((await control("GET", `/metrics?installation=${installation}&limit=3`)).body).toMatchObject({
    count: 21,
  });
  expect((await control("DELETE", `/metrics/${id}`)).body).toEqual({ deleted: true });
  expect((await ask(sandbox, `GET /installations/${installation}/metrics/${id}`)).status).toBe(404);
  expect((await control("GET", `/metrics/${id}`)).status).toBe(404);
  expect((await control("POST", "/metrics", { installation_id: "nope" })).status).toBe(400);
});

test("tokens are made with any lifetime, and revoked", async () => {
  const made = await control("POST", "/tokens", { role: "pa", lifetime: 90 });
  expect([made.status, made.body.lifetime]).toEqual([201, 90]);
  const status = async () => (await ask(sandbox, "GET /clients/me", { as: made.body.token })).status;
  expect(await status()).toBe(200);
  expect((await control("DELETE", "/tokens", made.body.token)).body).toEqual({ revoked: true });
  expect(await status()).toBe(401);
  const over = await control("POST", "/tokens", { role: "pa", lifetime: -1 });
  expect((await ask(sandbox, "GET /clients/me", { as: over.body.token })).status).toBe(401);
  expect((await control("POST", "/tokens", { role: "boss" })).body).toEqual({
    error: 'the sandbox has no role "boss"',
    cure: expect.stringMatching(/admin, pa, pv/),
  });
  expect((await control("POST", "/tokens", { role: "pa", lifetime: "long" })).status).toBe(400);
});
