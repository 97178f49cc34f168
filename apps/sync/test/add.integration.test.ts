import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { contentOf, newFolder, runCommand, type RunOptions } from "./command.ts";

let sandbox: Sandbox;
let folder: string;
let options: RunOptions;
let installation: string;
let definition: string;

beforeAll(async () => {
  sandbox = await startSandbox({ dataset: { metrics: 100 } });
  const [metric] = sandbox.metrics.list({ limit: 1 });
  installation = metric?.installation_id ?? "";
  definition = metric?.metric_definition_id ?? "";
});

afterAll(() => sandbox.close());

beforeEach(() => {
  folder = newFolder();
  options = {
    cwd: folder,
    env: { ARGO_ACC_ENDPOINT: sandbox.endpoint, ARGO_ACC_OUTBOX: "o.db", ARGO_ACC_MIRROR: "m.db" },
  };
});

const HEADER = "installation_id,metric_definition_id,time_period_start,time_period_end,value,group_id";
const line = (value: number, group = "") =>
  `${installation},${definition},2025-01-01T00:00:00Z,2025-02-01T00:00:00Z,${value},${group}`;

async function queued(): Promise<{ state: string; value: number; group_id: string | null }[]> {
  const { stdout } = await runCommand(["queue", "list", "--json"], options);
  return stdout
    .split("\n")
    .filter((text) => text !== "")
    .map((text) => JSON.parse(text));
}

describe("argo-acc add", () => {
  it("queues one metric given by options", async () => {
    const { code, stdout, stderr } = await runCommand(
      [
        "add",
        "--installation",
        installation,
        "--definition",
        definition,
        "--start",
        "2025-01-01T00:00:00Z",
        "--end",
        "2025-02-01T00:00:00Z",
        "--value",
        "12.5",
        "--group",
        "vo.example",
      ],
      options,
    );
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("queued    1 metric; argo-acc push sends\n");
    expect(await queued()).toMatchObject([{ state: "pending", value: 12.5, group_id: "vo.example" }]);
  });

  it.each([
    ["a CSV file", ["--file", "in.csv"], ""],
    ["standard input", ["--file", "-"], "stdin"],
    ["standard input as named", ["--file", "-", "--format", "csv"], "stdin"],
  ])("queues every line of %s, and nothing the second time", async (_, argv, from) => {
    const text = [HEADER, line(1), line(2, "a"), ""].join("\n");
    if (from === "") writeFileSync(join(folder, "in.csv"), text);
    const input = from === "" ? "" : text;
    const first = await runCommand(["add", "--json", ...argv], { ...options, input });
    expect(JSON.parse(first.stdout)).toMatchObject({ added: 2, already_queued: 0 });
    const second = await runCommand(["add", "--json", ...argv], { ...options, input });
    expect(JSON.parse(second.stdout)).toMatchObject({ added: 0, already_queued: 2 });
    expect(await queued()).toHaveLength(2);
  });

  it("queues lines of JSON", async () => {
    const entry = {
      installation_id: installation,
      metric_definition_id: definition,
      time_period_start: "2025-01-01T00:00:00Z",
      time_period_end: "2025-02-01T00:00:00Z",
      value: 3,
    };
    writeFileSync(join(folder, "in.jsonl"), `${JSON.stringify(entry)}\n`);
    expect((await runCommand(["add", "--file", "in.jsonl"], options)).code).toBe(0);
    expect(await queued()).toMatchObject([{ value: 3 }]);
  });

  it("queues nothing if one line is bad, and names each one that is", async () => {
    writeFileSync(
      join(folder, "in.csv"),
      [HEADER, line(1), line(2).replace("2025-02", "2099-02"), line(Number.NaN)].join("\n"),
    );
    const before = contentOf(folder);
    const { code, stderr } = await runCommand(["add", "--file", "in.csv"], options);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: in\.csv: 2 bad lines, nothing was queued\n {2}line 3: .*future.*\n {2}line 4: .*\n {2}correct .*\n$/,
    );
    expect(contentOf(folder)).toEqual(before);
  });

  it("refuses ids the mirror and the service do not know, and takes those one of them knows", async () => {
    const env = { ...options.env, ARGO_ACC_TOKEN: sandbox.tokens.admin };
    await runCommand(["pull"], { ...options, env });
    writeFileSync(
      join(folder, "in.csv"),
      [HEADER, line(1), line(1).replace(installation, "000000000000000000000000")].join("\n"),
    );
    const { code, stderr } = await runCommand(["add", "--file", "in.csv"], { ...options, env });
    expect(stderr).toContain(
      "line 3: installation_id 000000000000000000000000: there is no such installation",
    );
    expect(code).toBe(2);
    writeFileSync(join(folder, "in.csv"), [HEADER, line(1)].join("\n"));
    expect((await runCommand(["add", "--file", "in.csv"], options)).stderr).toBe(
      "queued    1 metric; argo-acc push sends\n",
    );
  });

  it("queues with a note what nobody could tell about", async () => {
    writeFileSync(join(folder, "in.csv"), [HEADER, line(1)].join("\n"));
    const { code, stderr } = await runCommand(["add", "--file", "in.csv"], options);
    expect(code).toBe(0);
    expect(stderr).toContain(`note      could not check that installation ${installation} exists`);
  });

  it("never adds metrics of one service to the queue of another", async () => {
    writeFileSync(join(folder, "in.csv"), [HEADER, line(1)].join("\n"));
    await runCommand(["add", "--file", "in.csv"], options);
    const before = readFileSync(join(folder, "o.db"));
    const { code, stderr } = await runCommand(
      ["add", "--file", "in.csv", "--endpoint", "https://other.example.org"],
      options,
    );
    expect(stderr).toMatch(
      /^error: .*o\.db belongs to http:\/\/127\.0\.0\.1.*, not to https:\/\/other\.example\.org\/accounting-system\n {2}\S/,
    );
    expect([code, readFileSync(join(folder, "o.db")).equals(before)]).toEqual([2, true]);
  });
});

describe("argo-acc queue", () => {
  beforeEach(async () => {
    writeFileSync(join(folder, "in.csv"), [HEADER, line(1), line(2, "a"), line(3, "b")].join("\n"));
    await runCommand(["add", "--file", "in.csv"], options);
  });

  it("lists a table, filtered and limited on demand", async () => {
    const { stdout } = await runCommand(["queue", "list", "--state", "pending", "--limit", "2"], options);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^id +state +installation_id/);
    expect(lines[1]).toMatch(/^ *1 +pending/);
    expect((await runCommand(["queue", "list", "--state", "done"], options)).stdout).toBe("");
  });

  it("shows an entry in full", async () => {
    const { stdout } = await runCommand(["queue", "show", "2"], options);
    expect(stdout).toMatch(/^#2 {8}pending since .*\nqueued {4}.* · in\.csv line 3\nwhat {6}2 of /);
    const { stdout: json } = await runCommand(["queue", "show", "2", "--json"], options);
    expect(JSON.parse(json)).toMatchObject({ id: 2, value: 2, line: 3, attempts: [] });
  });

  it("drops entries with a reason, and a repeated add revives them", async () => {
    const dropped = await runCommand(["queue", "drop", "1", "3", "--reason", "reported twice"], options);
    expect([dropped.code, dropped.stderr]).toEqual([0, "dropped   2 entries\n"]);
    expect((await queued()).map(({ state }) => state)).toEqual(["dropped", "pending", "dropped"]);
    const { stdout } = await runCommand(["add", "--file", "in.csv", "--json"], options);
    expect(JSON.parse(stdout)).toMatchObject({ revived: 2, already_queued: 1 });
  });

  it.each([
    [["queue", "drop", "9"], "error: there is no entry 9 in"],
    [["queue", "show", "x"], "error: there is no entry x in"],
    [["queue", "list", "--state", "lost"], 'error: --state "lost" is no state of an entry'],
  ])("refuses %j with exit code 2", async (argv, message) => {
    const { code, stderr } = await runCommand(argv, options);
    expect([code, stderr.startsWith(message)]).toEqual([2, true]);
  });

  it("counts in the status", async () => {
    const { stdout } = await runCommand(["status"], options);
    expect(stdout).toMatch(/^outbox {4}3 pending · oldest pending queued just now$/m);
  });
});
