import { type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";

import { expect, test } from "vitest";

import { type Sandbox, startSandbox } from "../src/index.ts";
import { ask } from "./ask.ts";

const SMALL = { metrics: 100, installations: 12, projects: 1, providers: 1 };
const LIST = "GET /installations/all?size=5";

/** What comes of one request, byte for byte. */
interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** How it ended: `whole`, or the code of an error. */
  readonly end: string;
}

async function receive(sandbox: Sandbox): Promise<Received> {
  const headers = { authorization: `Bearer ${sandbox.token("admin")}` };
  const call = request(`${sandbox.endpoint}/installations/all?size=5`, { headers, agent: false });
  const chunks: Buffer[] = [];
  let answer: IncomingMessage | undefined;
  const end = await new Promise<string>((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => setImmediate(resolve, error.code ?? error.message);
    call.on("error", failed);
    call.on("response", (response) => {
      answer = response;
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve("whole"));
      response.on("error", failed);
    });
    call.end();
  });
  const body = Buffer.concat(chunks).toString("utf8");
  return { status: answer?.statusCode ?? 0, headers: answer?.headers ?? {}, body, end };
}

test.for([
  ["500", 500, "application/json;charset=UTF-8", '{"code":500,"message":"Internal Server Error"}'],
  ["500:empty", 500, undefined, ""],
  ["500:details", 500, "application/json; charset=utf-8", '{"details":"Error id'],
  ["502", 502, "text/html", "<html><head><title>502 Bad Gateway</title>"],
  ["502:message", 502, "application/json;charset=UTF-8", '{"code":502,"message":"Bad Gateway"}'],
  ["502:text", 502, "text/plain;charset=UTF-8", "sandbox.faults.Error@1f2e3d"],
  ["503", 503, "text/html", "<html><head><title>503 Service Unavailable</title>"],
  ["503:details", 503, "application/json; charset=utf-8", '{"details":"Error id'],
  ["429", 429, "text/html", "<html><head><title>429 Too Many Requests</title>"],
  ["429:empty:30s", 429, undefined, ""],
  ["html", 200, "text/html", "<html><head><title>Sign in</title>"],
  ["expired-token", 401, undefined, ""],
  ["failing-introspection", 401, undefined, ""],
  ["issuer-down", 401, undefined, ""],
] as const)("%s answers in the service's place", async ([fault, status, type, body]) => {
  await using sandbox = await startSandbox({ dataset: SMALL, faults: [fault] });
  const answer = await receive(sandbox);
  expect([answer.status, answer.headers["content-type"], answer.end]).toEqual([status, type, "whole"]);
  expect(answer.body.slice(0, body.length || 1)).toBe(body);
  expect(answer.headers["www-authenticate"]).toBe(status === 401 ? "Bearer" : undefined);
});

test.for([
  ["429", "1"],
  ["429:30s", "30"],
  ["503", undefined],
  ["503:7s", "7"],
] as const)("%s says when to come back: %s", async ([fault, seconds]) => {
  await using sandbox = await startSandbox({ dataset: SMALL, faults: [fault] });
  expect((await receive(sandbox)).headers["retry-after"]).toBe(seconds);
});

test("a reset connection leaves nothing, or the beginning of the body", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL });
  const whole = await receive(sandbox);
  sandbox.faults.add("reset:1x");
  expect(await receive(sandbox)).toMatchObject({ status: 0, end: "ECONNRESET" });
  sandbox.faults.remove();
  sandbox.faults.add("reset:100b");
  const cut = await receive(sandbox);
  expect(cut).toMatchObject({ status: 200, end: "ECONNRESET", body: whole.body.slice(0, 100) });
  expect(cut.headers["content-length"]).toBe(String(whole.body.length));
});

test("a wrong length promises more than comes, or cuts the body short", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL });
  const whole = await receive(sandbox);
  const longer = sandbox.faults.add("wrong-length:+10");
  expect(await receive(sandbox)).toMatchObject({ status: 200, end: "ECONNRESET", body: whole.body });
  sandbox.faults.remove(longer);
  sandbox.faults.add("wrong-length:-10");
  const shorter = await receive(sandbox);
  expect(shorter.headers["content-length"]).toBe(String(whole.body.length - 10));
  expect(shorter.body).toBe(whole.body.slice(0, -10));
});

test("JSON is cut in half, cut where told, or broken, in answers that arrive whole", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL });
  const whole = await receive(sandbox);
  const bodies: string[] = [];
  for (const fault of ["truncated-json", "truncated-json:20b", "broken-json"]) {
    const id = sandbox.faults.add(fault);
    const { status, end, body } = await receive(sandbox);
    expect([status, end]).toEqual([200, "whole"]);
    expect(() => JSON.parse(body)).toThrow(SyntaxError);
    bodies.push(body);
    sandbox.faults.remove(id);
  }
  expect(bodies).toEqual([
    whole.body.slice(0, Math.floor(whole.body.length / 2)),
    whole.body.slice(0, 20),
    whole.body.replace(":", " "),
  ]);
});

test("wrong totals are off by one, or by what is told, on pages alone", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL, faults: ["wrong-totals:1x"] });
  const [project] = sandbox.state.projects.keys();
  expect((await ask(sandbox, `GET /projects/${project}`)).status).toBe(200);
  expect((await ask(sandbox, LIST)).body["total_elements"]).toBe(13);
  expect((await ask(sandbox, LIST)).body["total_elements"]).toBe(12);
  sandbox.faults.add("wrong-totals:-5");
  expect((await ask(sandbox, LIST)).body["total_elements"]).toBe(7);
});

test("faults combine: the first answer counts, alterations follow each other", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL });
  for (const fault of ["delay:5ms", "502", "503", "truncated-json:10b"]) sandbox.faults.add(fault);
  expect(await receive(sandbox)).toMatchObject({ status: 502, body: "<html><hea" });
  expect(sandbox.requests.list()).toMatchObject([
    { status: 502, faults: ["delay", "502", "503", "truncated-json"] },
  ]);
});

test("a seed of its own strikes the same calls whatever else is set", async () => {
  const patterns: string[] = [];
  for (const others of [[], ["delay:0.5:1ms"]]) {
    await using sandbox = await startSandbox({
      dataset: SMALL,
      seed: patterns.length,
      faults: [...others, "503:0.5:seed=11"],
    });
    const statuses: number[] = [];
    for (let call = 0; call < 20; call++) statuses.push((await ask(sandbox, LIST)).status);
    patterns.push(statuses.join(" "));
  }
  expect(patterns[0]).toBe(patterns[1]);
  expect(patterns[0]).toMatch(/200.*503|503.*200/);
});

test("a revoked token stays refused, another one of the same role is good", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL, faults: ["revoked-token:3+:1x"] });
  const statuses: number[] = [];
  for (let page = 1; page <= 4; page++)
    statuses.push((await ask(sandbox, `GET /installations/all?page=${page}`)).status);
  expect(statuses).toEqual([200, 200, 401, 401]);
  expect((await ask(sandbox, LIST, { as: await sandbox.issueToken("admin") })).status).toBe(200);
});

test("an issuer that is down gives no tokens, and the service then knows none; calls without one go on", async () => {
  await using sandbox = await startSandbox({ dataset: SMALL, faults: ["issuer-down"] });
  const down = await fetch(`${sandbox.issuer}/.well-known/openid-configuration`);
  expect(down.status).toBe(503);
  expect((await ask(sandbox, LIST)).status).toBe(401);
  expect((await ask(sandbox, "GET /nope", { as: null })).status).toBe(404);
  sandbox.faults.remove();
  expect((await fetch(`${sandbox.issuer}/.well-known/openid-configuration`)).status).toBe(200);
  expect((await ask(sandbox, LIST)).status).toBe(200);
});

test.for(["slow-introspection", "slow-issuer"])("%s is late for its own calls alone", async (fault) => {
  await using sandbox = await startSandbox({ dataset: SMALL, faults: [`${fault}:1x:150ms`] });
  const order: string[] = [];
  const asked = ask(sandbox, LIST).then(() => order.push("service"));
  const discovery = `${sandbox.issuer}/.well-known/openid-configuration`;
  const told = fetch(discovery)
    .then((answer) => answer.text())
    .then(() => order.push("issuer"));
  await Promise.all([asked, told]);
  expect(order.at(-1)).toBe(fault === "slow-issuer" ? "issuer" : "service");
});
