import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { describe, expect, test } from "vitest";

import { debugHooks } from "../../src/transport/debug-hooks.ts";
import { type Reply, serve } from "../support/scripted-server.ts";

const BUSY: Reply = { status: 503, headers: { "retry-after": "0" }, body: { message: "busy\nnow" } };

/** A program with hooks of its own that makes one call. */
const PROGRAM = `
  import { AccClient } from "@argo-acc/client";
  const acc = new AccClient({
    endpoint: process.argv[1],
    token: "opaque",
    onRequest: ({ attempt }) => console.log("request", attempt),
    onResponse: ({ status }) => console.log("status", status),
    onRetry: () => console.log("retry"),
  });
  await acc.request("GET", "/x\\n", { query: { name: "a b" } });
`;

/** What it prints when it is told once to come back. */
async function run(env: Readonly<Record<string, string>>) {
  await using server = await serve(BUSY, { status: 200, body: {} });
  const args = ["--input-type=module", "--eval", PROGRAM, server.origin];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    cwd: new URL("../..", import.meta.url),
    env: { PATH: process.env["PATH"], ...env },
  });
  const lines = stderr
    .replaceAll(server.origin, "http://host")
    .replaceAll(/\d+ ms/g, "? ms")
    .split("\n")
    .slice(0, -1);
  return { stdout: stdout.split("\n").slice(0, -1), lines };
}

const HOOKS = ["request 1", "status 503", "retry", "request 2", "status 200"];

test("with ARGO_ACC_DEBUG each request, answer and repetition is a line, beside the hooks", async () => {
  const { stdout, lines } = await run({ ARGO_ACC_DEBUG: "1" });

  expect(lines).toEqual([
    "argo-acc: > GET http://host/accounting-system/x ?name=a+b",
    "argo-acc: < 503 GET http://host/accounting-system/x ?name=a+b in ? ms",
    "argo-acc: ! again in ? ms: GET /x : 503: busy now",
    "argo-acc: > GET http://host/accounting-system/x ?name=a+b (try 2)",
    "argo-acc: < 200 GET http://host/accounting-system/x ?name=a+b (try 2) in ? ms",
  ]);
  expect(stdout).toEqual(HOOKS);
});

test("without it nothing is printed", async () => {
  const { stdout, lines } = await run({});

  expect(lines).toEqual([]);
  expect(stdout).toEqual(HOOKS);
});

describe("whether it is on", () => {
  test.each([
    { env: {}, on: false },
    { env: { DEBUG: "1" }, on: true },
    { env: { DEBUG: "yes" }, on: true },
    { env: { DEBUG: "argo" }, on: true },
    { env: { DEBUG: "" }, on: false },
    { env: { DEBUG: " " }, on: false },
    { env: { DEBUG: "0" }, on: false },
    { env: { DEBUG: "False" }, on: false },
    { env: { DEBUG: "NO" }, on: false },
    { env: { DEBUG: "off" }, on: false },
    { env: { ARGO_ACC_DEBUG: "true" }, on: true },
    { env: { ARGO_ACC_DEBUG: "off", DEBUG: "1" }, on: false },
    { env: { ARGO_ACC_DEBUG: "on", DEBUG: "0" }, on: true },
  ])("$env: $on", ({ env, on }) => {
    expect(debugHooks(env, () => {}) !== undefined).toBe(on);
  });
});
