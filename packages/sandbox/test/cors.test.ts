import { expect, test } from "vitest";

import { startSandbox } from "../src/index.ts";
import { ask } from "./ask.ts";

const SMALL = { metrics: 10, installations: 2, projects: 1, providers: 1 };
const PREFLIGHT = {
  method: "OPTIONS",
  headers: {
    origin: "https://app.example.org",
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization, content-type",
  },
};

test.for([
  [undefined, null],
  [false, null],
  [true, "*"],
  ["https://app.example.org", "https://app.example.org"],
] as const)("cors %s allows %s", async ([cors, origin]) => {
  await using sandbox = await startSandbox({ dataset: SMALL, cors });
  const answer = await ask(sandbox, "GET /installations/all");
  expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, origin]);
  const refused = await ask(sandbox, "GET /installations/all", { as: "nobody" });
  expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, origin]);
  const discovery = await fetch(`${sandbox.issuer}/.well-known/openid-configuration`);
  expect(discovery.headers.get("access-control-allow-origin")).toBe(origin);
  const control = await fetch(`${sandbox.control}/faults`);
  expect(control.headers.get("access-control-allow-origin")).toBeNull();
});

test("a browser that asks first is told what it may send; the service is not asked", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL, cors: true });
  const answer = await fetch(`${sandbox.endpoint}/metrics/search`, PREFLIGHT);
  expect([answer.status, answer.headers.get("access-control-allow-headers")]).toEqual([
    204,
    "authorization, content-type",
  ]);
  expect(answer.headers.get("access-control-allow-methods")).toMatch(/POST.*DELETE/);
  expect(sandbox.requests.count).toBe(0);
});

test("without cors it is told what the service tells", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL });
  const answer = await fetch(`${sandbox.endpoint}/metrics/search`, PREFLIGHT);
  expect([answer.status, answer.headers.get("access-control-allow-methods")]).toEqual([200, null]);
});
