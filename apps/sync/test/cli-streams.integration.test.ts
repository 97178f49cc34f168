import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Ended, endOf, newFolder, runCommand, type RunOptions, SOURCE_ENTRY } from "./command.ts";

let sandbox: Sandbox;
let options: RunOptions;
let folder: string;

/** 200,000 letters in one row: more than a file may take that is limited to a few blocks. */
const LONG_ROW = "select printf('%.*c', 200000, 'x') as x";

beforeAll(async () => {
  sandbox = await startSandbox({ dataset: { metrics: 100 } });
  folder = newFolder();
  options = {
    cwd: folder,
    env: {
      ARGO_ACC_ENDPOINT: sandbox.endpoint,
      ARGO_ACC_TOKEN: sandbox.tokens.admin,
      ARGO_ACC_MIRROR: join(folder, "m.db"),
      ARGO_ACC_OUTBOX: join(folder, "o.db"),
    },
  };
  const { code, stderr } = await runCommand(["pull"], options);
  if (code !== 0) throw new Error(stderr);
});

afterAll(() => sandbox.close());

/** Runs the command by a line for bash in which `"$@"` stands for it. */
function inShell(line: string, argv: readonly string[]): Promise<Ended> {
  const env = { PATH: process.env["PATH"], HOME: folder, ...options.env };
  const child = spawn("bash", ["-c", line, "bash", process.execPath, SOURCE_ENTRY, ...argv], {
    cwd: folder,
    env,
  });
  return endOf(child);
}

describe("output into a file", () => {
  it("is all there", async () => {
    const { code } = await inShell('"$@" > all.txt', ["query", "--json", LONG_ROW]);
    expect(code).toBe(0);
    expect(readFileSync(join(folder, "all.txt"), "utf8")).toBe(`{"x":"${"x".repeat(200_000)}"}\n`);
  });

  it("that cannot hold it ends with exit code 9, however short the rest is that did not fit", async () => {
    const { code, stderr } = await inShell('ulimit -f 64; "$@" > short.txt', ["query", "--csv", LONG_ROW]);
    expect(stderr).toMatch(
      /^error: cannot write to standard output: the disk is full.*\n {2}free some space.*\n$/,
    );
    expect(code).toBe(9);
  });

  it("goes after what the file has already", async () => {
    await inShell('echo before > log.txt; "$@" >> log.txt', ["query", "--csv", "select 1 as one"]);
    expect(readFileSync(join(folder, "log.txt"), "utf8")).toBe("before\none\r\n1\r\n");
  });
});

describe("output that nobody reads", () => {
  it("ends an export with exit code 0 and without a word", async () => {
    const { stdout, stderr } = await inShell('"$@" | head -1; echo "${PIPESTATUS[0]}"', [
      "export",
      "projects",
    ]);
    expect(stdout.split("\n").at(-2)).toBe("0");
    expect(stderr).toBe("");
  });

  it("does not change the exit code of a run", async () => {
    const header = "installation_id,metric_definition_id,time_period_start,time_period_end,value";
    const line = "no-such-place,507f1f77bcf86cd799439011,2024-01-01T00:00:00Z,2024-02-01T00:00:00Z,1";
    writeFileSync(join(folder, "in.csv"), `${header}\n${line}\n`);
    const added = await inShell('ARGO_ACC_TOKEN= "$@"', ["add", "--file", "in.csv"]);
    expect(added.code).toBe(0);
    const { stdout, stderr } = await inShell('"$@" | true; echo "${PIPESTATUS[0]}"', ["push", "--json"]);
    expect([stdout, stderr]).toEqual(["8\n", ""]);
  });
});
