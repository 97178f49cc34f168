import { expect, test } from "vitest";

import { checkFault } from "../src/faults/fault-spec.ts";
import { parseFault, type Sandbox, startSandbox } from "../src/index.ts";
import { ask } from "./ask.ts";

const SMALL = { metrics: 100, installations: 2, projects: 1, providers: 1 };

async function post(sandbox: Sandbox): Promise<number | "no answer"> {
  const [installation] = sandbox.state.installations.keys();
  const [definition] = sandbox.state.definitions.keys();
  const body = {
    metric_definition_id: definition,
    time_period_start: "2025-03-01T00:00:00Z",
    time_period_end: "2025-03-02T00:00:00Z",
    value: 1,
  };
  return ask(sandbox, `POST /installations/${installation}/metrics`, { body }).then(
    ({ status }) => status,
    () => "no answer" as const,
  );
}

test.for([
  ["lose-reply", { name: "lose-reply" }],
  ["lose-reply:0.3", { name: "lose-reply", probability: 0.3 }],
  ["lose-reply:1", { name: "lose-reply", probability: 1 }],
  ["lose-reply:1x", { name: "lose-reply", first: 1 }],
  ["503:2x@GET /projects", { name: "503", first: 2, route: "GET /projects" }],
  ["expired-token:5+", { name: "expired-token", from: 5 }],
  ["hang@/metrics", { name: "hang", route: "/metrics" }],
  ["delay:0.5:200ms", { name: "delay", probability: 0.5, delayMs: 200 }],
  ["503:3+:2x", { name: "503", from: 3, first: 2 }],
  ["503:seed=7:0.5", { name: "503", seed: 7, probability: 0.5 }],
  ["delay:2s", { name: "delay", delayMs: 2000 }],
  ["429:30s", { name: "429", retryAfter: 30 }],
  ["502:text", { name: "502", body: "text" }],
  ["reset:100b", { name: "reset", bytes: 100 }],
  ["wrong-totals:-3", { name: "wrong-totals", by: -3 }],
] as const)("reads %s", ([text, spec]) => {
  expect(parseFault(text)).toEqual(spec);
});

test.for([
  ["lose-replies", 'fault "lose-replies": there is no fault "lose-replies"', /429.*lose-reply.*issuer-down/],
  ["", 'fault "": there is no fault ""', /lose-reply/],
  ["503:often", 'fault "503:often": cannot read "often"', /0\.3.*1x.*5\+.*seed=7.*details.*30s/],
  ["503:2", 'fault "503:2": cannot read "2"', /0\.3/],
  ["503:200ms", 'fault "503:200ms": cannot read "200ms"', /30s/],
  ["503:1.5", 'fault "503:1.5": cannot read "1.5"', /0\.3/],
  ["503:0+", 'fault "503:0+": cannot read "0+"', /5\+/],
  ["503:pdf", 'fault "503:pdf": cannot read "pdf"', /empty, message, details, html, text/],
  ["hang:100b", 'fault "hang:100b": cannot read "100b"', /seed=7\)$/],
  ["503:0.1:0.2", 'fault "503:0.1:0.2": says "0.2" beside another of its kind', /0\.3/],
  ["delay:3601s", 'fault "delay:3601s": delayMs is 3601000, not a number from 0 to 3600000', /200ms/],
] as const)("refuses %s and lists what it takes", ([text, message, cure]) => {
  expect(() => parseFault(text)).toThrow(
    expect.objectContaining({ code: "config", message, cure: expect.stringMatching(cure) }),
  );
});

test.for([
  [{ name: "fire" }, 'fault: there is no fault "fire"', /lose-reply/],
  [{ name: "503", after: 3 }, 'fault 503: there is no "after"', /route, probability.*body, retryAfter/],
  [{ name: "hang", delayMs: 3 }, 'fault hang: there is no "delayMs"', /seed$/],
  [
    { name: "503", body: "pdf" },
    "fault 503: body is pdf, not one of empty, message, details, html, text",
    /a body/,
  ],
  [
    { name: "reset", bytes: -1 },
    "fault reset: bytes is -1, not a whole number from 0 to 9007199254740991",
    /100b/,
  ],
] as const)("refuses data %o", ([data, message, cure]) => {
  expect(() => checkFault(data)).toThrow(
    expect.objectContaining({ code: "config", message, cure: expect.stringMatching(cure) }),
  );
});

test("a lost reply acts, once, and never on reads or searches", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL, faults: ["lose-reply:1x"] });
  const search = { type: "query", field: "project_id", operand: "neq", values: "" };
  expect((await ask(sandbox, "GET /installations/all")).status).toBe(200);
  expect((await ask(sandbox, "POST /metrics/search", { body: search })).status).toBe(200);
  expect(await post(sandbox)).toBe("no answer");
  expect(await post(sandbox)).toBe(201);
  expect(sandbox.metrics.count).toBe(102);
  expect(sandbox.requests.list().map(({ status }) => status)).toEqual([200, 200, 0, 201]);
});

test("503 does nothing and answers a page that is not JSON", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL, faults: ["503:1x@POST"] });
  expect((await ask(sandbox, "GET /installations/all")).status).toBe(200);
  expect(await post(sandbox)).toBe(503);
  expect(await post(sandbox)).toBe(201);
  expect(sandbox.metrics.count).toBe(101);
});

test("a token expires in the middle of a walk, and a call without one is not about it", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL, faults: ["expired-token:3+"] });
  const statuses: number[] = [];
  for (let page = 1; page <= 4; page++)
    statuses.push((await ask(sandbox, `GET /installations/all?page=${page}`)).status);
  expect(statuses).toEqual([200, 200, 401, 401]);
  expect((await ask(sandbox, "GET /projects", { as: null })).status).toBe(404);
});

test("closing ends a request that hangs", async () => {
  const sandbox = await startSandbox({ dataset: SMALL, faults: ["hang"] });
  const hanging = post(sandbox);
  while (sandbox.requests.count === 0) await new Promise(setImmediate);
  await sandbox.close();
  expect(await hanging).toBe("no answer");
});

test("a delayed answer comes later than one that is asked for after it", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL, faults: ["delay:1x:150ms"] });
  const order: string[] = [];
  const late = ask(sandbox, "GET /installations/all").then(() => order.push("delayed"));
  while (sandbox.requests.count === 0) await new Promise(setImmediate);
  await ask(sandbox, "GET /installations/all").then(() => order.push("prompt"));
  await late;
  expect(order).toEqual(["prompt", "delayed"]);
});

async function struck(seed: number): Promise<string> {
  await using sandbox = await startSandbox({ dataset: SMALL, seed, faults: ["503:0.5"] });
  const statuses: number[] = [];
  for (let call = 0; call < 24; call++) statuses.push((await ask(sandbox, "GET /installations/all")).status);
  return statuses.join(" ");
}

test("the same seed strikes the same calls, another seed others", async () => {
  expect(await struck(7)).toBe(await struck(7));
  expect(await struck(7)).not.toBe(await struck(8));
  expect(await struck(7)).toContain("503");
  expect(await struck(7)).toContain("200");
});
