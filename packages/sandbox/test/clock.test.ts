import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { type Sandbox, startSandbox } from "../src/index.ts";
import { ask } from "./ask.ts";

const NOON = Date.UTC(2030, 5, 1, 12);
const HOUR_MS = 3_600_000;
let now = NOON;
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ dataset: { metrics: 10 }, now: () => now });
});

beforeEach(() => {
  now = NOON;
});

afterAll(() => sandbox.close());

function post(end: string) {
  const [installation] = sandbox.state.installations.keys();
  const [metric_definition_id] = sandbox.state.definitions.keys();
  const body = { metric_definition_id, time_period_start: "2024-01-01T00:00:00Z", time_period_end: end };
  return ask(sandbox, `POST /installations/${installation}/metrics`, { body });
}

test("a metric lies in the future until the clock says otherwise", async () => {
  expect((await post("2030-06-01T12:00:01Z")).status).toBe(400);
  now += 1000;
  expect((await post("2030-06-01T12:00:01Z")).status).toBe(201);
});

test("the first bytes of an id are the second of the clock", async () => {
  const { body } = await post("2024-01-02T00:00:00Z");
  expect(String(body["metric_id"]).slice(0, 8)).toBe((NOON / 1000).toString(16));
});

test("the tokens of the roles are good for a day, others as long as they were made for", async () => {
  const hour = await sandbox.issueToken("pa");
  const status = async (token: string) => (await ask(sandbox, "GET /clients/me", { as: token })).status;
  now += HOUR_MS - 1;
  expect(await status(hour)).toBe(200);
  now += 1;
  expect([await status(hour), await status("pa")]).toEqual([401, 200]);
  now = NOON + 24 * HOUR_MS;
  expect(await status("pa")).toBe(401);
  expect(await status(await sandbox.issueToken("pa"))).toBe(200);
});

test("the issuer and the control endpoint go by the same clock", async () => {
  const answer = await fetch(`${sandbox.issuer}/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "pa",
      client_secret: "pa-secret",
    }),
  });
  const { access_token: token } = JSON.parse(await answer.text());
  const { exp } = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
  expect(exp).toBe((NOON + HOUR_MS) / 1000);
  const made = await fetch(`${sandbox.control}/tokens`, {
    method: "POST",
    body: '{"role":"pa","lifetime":5}',
  });
  const { token: brief } = JSON.parse(await made.text());
  now += 5000;
  expect((await ask(sandbox, "GET /clients/me", { as: brief })).status).toBe(401);
});
