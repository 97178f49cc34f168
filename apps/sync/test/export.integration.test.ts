import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { openMirror } from "@argo-acc/store/mirror";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Ended, newFolder, runCommand, type RunOptions, startCommand } from "./command.ts";

let sandbox: Sandbox;
let options: RunOptions;
let folder: string;
let inserted: string;

const ODD_GROUP = 'a "quoted", group\nof ünïcode 日本';

beforeAll(async () => {
  sandbox = await startSandbox({ dataset: { metrics: 4000 } });
  const [metric] = sandbox.metrics.list({ limit: 1 });
  if (metric === undefined) throw new Error("the sandbox is empty");
  inserted = sandbox.metrics.insert(metric.installation_id, {
    metric_definition_id: metric.metric_definition_id,
    time_period_start: "2024-06-01T00:00:00Z",
    time_period_end: "2024-06-02T00:00:00.250Z",
    value: 0.1 + 0.2,
    group_id: ODD_GROUP,
    user_id: "",
  });
  folder = newFolder();
  options = {
    cwd: folder,
    env: {
      ARGO_ACC_ENDPOINT: sandbox.endpoint,
      ARGO_ACC_TOKEN: sandbox.tokens.admin,
      ARGO_ACC_MIRROR: join(folder, "m.db"),
    },
  };
  const { code, stderr } = await runCommand(["pull"], options);
  if (code !== 0) throw new Error(stderr);
});

afterAll(() => sandbox.close());

function rowsOf({ stdout }: Ended): Record<string, string>[] {
  return parse(stdout, { columns: true, record_delimiter: "\r\n" });
}

describe("argo-acc export", () => {
  it("writes every metric as CSV with the service's field names, odd texts and exact values included", async () => {
    const ended = await runCommand(["export", "metrics", "--format", "csv"], options);
    expect([ended.code, ended.stderr]).toEqual([0, ""]);
    const rows = rowsOf(ended);
    expect(rows).toHaveLength(4001);
    const odd = rows.find(({ id }) => id === inserted);
    expect(odd).toMatchObject({
      time_period_start: "2024-06-01T00:00:00Z",
      time_period_end: "2024-06-02T00:00:00.250Z",
      value: "0.30000000000000004",
      group_id: ODD_GROUP,
      user_id: "",
    });
    const upstream = new Map(
      sandbox.metrics.list({ limit: 5000 }).map((metric) => [metric.id, metric.value]),
    );
    expect(rows.every(({ id = "", value }) => Object.is(Number(value), upstream.get(id)))).toBe(true);
  });

  it("gives the same bytes each time, by installation, start and id", async () => {
    const [first, second] = [
      await runCommand(["export", "metrics"], options),
      await runCommand(["export", "metrics"], options),
    ];
    expect(first.stdout).toBe(second.stdout);
    const keys = rowsOf(first).map((row) => [row["installation_id"], row["time_period_start"], row["id"]]);
    const groups = new Map<string, string[]>();
    for (const [installation = "", start, id] of keys) {
      groups.set(installation, [...(groups.get(installation) ?? []), `${start} ${id}`]);
    }
    for (const group of groups.values()) expect(group).toEqual(group.toSorted());
    const changes = keys.filter(([installation], index) => installation !== keys[index - 1]?.[0]);
    expect(changes).toHaveLength(groups.size);
  });

  it.each([
    ["metrics", 4001],
    ["projects", 3],
    ["providers", 6],
    ["installations", 28],
    ["metric-definitions", 16],
  ])("writes %s as lines of JSON", async (entity, count) => {
    const { code, stdout } = await runCommand(["export", entity, "--format", "ndjson"], options);
    const rows: unknown[] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect([code, rows.length]).toEqual([0, count]);
  });

  it("replaces a file and says so on stderr", async () => {
    const path = join(folder, "out.csv");
    writeFileSync(path, "old");
    const { code, stdout, stderr } = await runCommand(["export", "metrics", "--out", "out.csv"], options);
    expect([code, stdout, stderr]).toEqual([0, "", "wrote     4,001 rows to out.csv\n"]);
    expect(readFileSync(path, "utf8").split("\r\n")).toHaveLength(4003);
  });

  it("ends quietly with exit code 0 when its reader has had enough", async () => {
    const child = startCommand(["export", "metrics"], options);
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((ended) => child.on("close", ended));
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("of a mirror that is not complete writes what there is, warns, and ends with exit code 3", async () => {
    openMirror(join(folder, "new.db"), { endpoint: sandbox.endpoint }).close();
    const ended = await runCommand(["export", "metrics", "--mirror", "new.db", "--quiet"], options);
    expect(rowsOf(ended)).toEqual([]);
    expect(ended.stderr).toMatch(
      /^warning: the mirror is not complete: .*\n {2}argo-acc status .*argo-acc pull.*\n$/,
    );
    expect(ended.code).toBe(3);
  });
});

describe("argo-acc query", () => {
  const sql = "select id, value, user_id from metrics where group_id like 'a \"quoted\"%'";

  it("shows a table to people", async () => {
    const { code, stdout } = await runCommand(
      ["query", "select count(*) as metrics, null as unknown from metrics"],
      options,
    );
    expect([code, stdout]).toEqual([0, "metrics  unknown\n   4001\n"]);
  });

  it("writes a line of JSON for each row with --json", async () => {
    const { stdout } = await runCommand(["query", "--json", sql], options);
    expect(stdout).toBe(`{"id":"${inserted}","value":0.30000000000000004,"user_id":""}\n`);
  });

  it("writes CSV with --csv", async () => {
    const { stdout } = await runCommand(["query", "--csv", sql], options);
    expect(stdout).toBe(`id,value,user_id\r\n${inserted},0.30000000000000004,""\r\n`);
  });

  it.each([
    "delete from metric",
    "create table x (y)",
    "pragma user_version = 3",
    "select 1; delete from metric",
    "nonsense",
    "",
  ])("refuses %j with exit code 2 and changes nothing", async (statement) => {
    const { code, stdout, stderr } = await runCommand(["query", statement], options);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error: .*\n {2}\S.*\n$/);
    const { stdout: after } = await runCommand(["query", "--csv", "select count(*) from metrics"], options);
    expect(after).toBe("count(*)\r\n4001\r\n");
  });
});
