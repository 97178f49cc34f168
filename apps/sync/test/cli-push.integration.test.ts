import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { newFolder, runCommand, type RunOptions } from "./command.ts";

let sandbox: Sandbox;
let options: RunOptions;
let installation: string;
let before: number;

const HEADER = "installation_id,metric_definition_id,time_period_start,time_period_end,value";

beforeEach(async () => {
  sandbox = await startSandbox({ dataset: { metrics: 200 } });
  before = sandbox.metrics.count;
  const [metric] = sandbox.metrics.list({ limit: 1 });
  installation = metric?.installation_id ?? "";
  const folder = newFolder();
  options = {
    cwd: folder,
    env: {
      ARGO_ACC_ENDPOINT: sandbox.endpoint,
      ARGO_ACC_TOKEN: sandbox.tokens.admin,
      ARGO_ACC_MIRROR: join(folder, "m.db"),
      ARGO_ACC_OUTBOX: join(folder, "o.db"),
    },
  };
  const period = "2025-01-01T00:00:00Z,2025-02-01T00:00:00Z";
  const lines = [1, 2, 3].map(
    (day) => `${installation},${metric?.metric_definition_id},${period.replace("01T", `0${day}T`)},${day}`,
  );
  writeFileSync(join(folder, "in.csv"), [HEADER, ...lines].join("\n"));
  const { code, stderr } = await runCommand(["add", "--file", "in.csv"], options);
  if (code !== 0) throw new Error(stderr);
});

afterEach(() => sandbox.close());

describe("argo-acc push", () => {
  it("sends what is queued, once, and says so", async () => {
    const first = await runCommand(["push"], options);
    expect([first.code, first.stdout]).toEqual([0, ""]);
    expect(first.stderr).toMatch(/^sent {6}3 metrics, \d+ requests, \d+\.\d s\n$/);
    const second = await runCommand(["push", "--json"], options);
    expect([second.code, second.stderr]).toEqual([0, ""]);
    expect(JSON.parse(second.stdout)).toMatchObject({ sent: 0, queue: { done: 3, pending: 0 } });
    expect(sandbox.metrics.count).toBe(before + 3);
  });

  it("through lost replies leaves each metric at the service exactly once", async () => {
    sandbox.faults.add("lose-reply");
    const { code, stderr } = await runCommand(["push", "--grace", "0"], options);
    expect(stderr).toContain("got no answer");
    expect(code).toBe(0);
    expect(sandbox.metrics.count).toBe(before + 3);
  });

  it("with nothing ever queued has nothing to do", async () => {
    const { code, stderr } = await runCommand(["push", "--outbox", "none.db"], options);
    expect(stderr).toMatch(/^nothing {3}to send: there is no outbox .*none\.db yet\n$/);
    expect(code).toBe(0);
  });

  it.each([
    ["an inactive token", "inactive", 4, /^error: .*401/m],
    ["no token", "", 4, /^error: the environment variable ARGO_ACC_TOKEN is empty$/m],
  ])("stopped by %s ends with its exit code, the queue as it was", async (_, token, code, message) => {
    const ended = await runCommand(["push", "--quiet"], {
      ...options,
      env: { ...options.env, ARGO_ACC_TOKEN: token },
    });
    expect([ended.code, ended.stdout]).toEqual([code, ""]);
    expect(ended.stderr).toMatch(message);
    const { stdout } = await runCommand(["status", "--json"], options);
    expect(JSON.parse(stdout)).toMatchObject({ outbox: { queue: { pending: 3 } } });
  });

  it("ends with exit code 5 while the service is away", async () => {
    sandbox.faults.add("503");
    const { code, stderr } = await runCommand(["push"], options);
    expect(stderr).toMatch(/^error: .*503/m);
    expect(code).toBe(5);
  });

  it("ends with exit code 8 and the commands that settle it when the service refuses a metric", async () => {
    const { env } = options;
    const token = sandbox.token("unreg");
    const { code, stderr } = await runCommand(["push", "--concurrency", "1"], {
      ...options,
      env: { ...env, ARGO_ACC_TOKEN: token },
    });
    expect(stderr).toMatch(
      /^rejected {2}#1 line 2 of in\.csv: .*\n {10}argo-acc queue retry 1 or argo-acc queue drop 1$/m,
    );
    expect(code).toBe(8);
    expect((await runCommand(["queue", "retry", "1"], options)).code).toBe(0);
    expect((await runCommand(["push"], options)).code).toBe(0);
    expect(sandbox.metrics.count).toBe(before + 3);
  });
});

describe("argo-acc queue", () => {
  it("drops all entries it is given, or none", async () => {
    expect((await runCommand(["push", "--limit", "1"], options)).code).toBe(3);
    const refused = await runCommand(["queue", "drop", "2", "1"], options);
    expect(refused.stderr).toMatch(/^error: entry 1 is done: .*\n {2}\S.*\n$/);
    const listed = await runCommand(["queue", "list", "--state", "pending", "--json"], options);
    expect([refused.code, listed.stdout.trimEnd().split("\n").length]).toEqual([2, 2]);
    const dropped = await runCommand(["queue", "drop", "2", "#3", "2"], options);
    expect([dropped.code, dropped.stderr]).toEqual([0, "dropped   2 entries\n"]);
  });
});

describe("argo-acc sync", () => {
  it("pushes, then pulls what it pushed", async () => {
    const { code, stdout, stderr } = await runCommand(["sync", "--json"], options);
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      push: { sent: 3 },
      pull: { complete: true, metrics: before + 3 },
      exit_code: 0,
    });
  });

  it("pulls although something waits for a person, and ends with the graver code", async () => {
    const env = { ...options.env, ARGO_ACC_TOKEN: sandbox.token("pv") };
    const { code, stdout } = await runCommand(["sync", "--json", "--concurrency", "1"], { ...options, env });
    expect(JSON.parse(stdout)).toMatchObject({
      push: { sent: 0, rejected: 1 },
      pull: { complete: true },
      exit_code: 8,
    });
    expect(code).toBe(8);
  });

  it("does not pull after a push that had no access", async () => {
    const env = { ...options.env, ARGO_ACC_TOKEN: "inactive" };
    const { code, stdout } = await runCommand(["sync", "--json"], { ...options, env });
    expect(JSON.parse(stdout)).toMatchObject({ pull: null, exit_code: 4 });
    expect(code).toBe(4);
  });
});
