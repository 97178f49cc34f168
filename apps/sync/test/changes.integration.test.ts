import { join } from "node:path";

import { type Sandbox, startSandbox, type StoredMetric } from "@argo-acc/sandbox";
import { acquireLock, openMirror } from "@argo-acc/store/mirror";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Ended, newFolder, runCommand, type RunOptions } from "./command.ts";

let sandbox: Sandbox;
let options: RunOptions;
let restated: StoredMetric;
let moved: StoredMetric;
let deleted: StoredMetric;

beforeAll(async () => {
  sandbox = await startSandbox({ dataset: { projects: 1, installations: 3, metrics: 300 } });
  const [one, two, three] = sandbox.metrics.list({ limit: 3 });
  if (one === undefined || two === undefined || three === undefined) throw new Error("the sandbox is empty");
  [restated, moved, deleted] = [one, two, three];
  const folder = newFolder();
  options = {
    cwd: folder,
    env: {
      ARGO_ACC_ENDPOINT: sandbox.endpoint,
      ARGO_ACC_TOKEN: sandbox.tokens.admin,
      ARGO_ACC_MIRROR: join(folder, "m.db"),
    },
  };
  await pull();
  sandbox.metrics.change(restated.id, { value: 123.5, group_id: "g" });
  sandbox.metrics.change(moved.id, { time_period_start: "2019-12-31T00:00:00Z" });
  sandbox.metrics.delete(deleted.id);
  sandbox.metrics.insert(restated.installation_id, { value: 1 });
  const [project] = sandbox.state.projects.values();
  if (project !== undefined) sandbox.state.projects.set(project.id, { ...project, title: "Another title" });
  await pull();
});

afterAll(() => sandbox.close());

async function pull(): Promise<void> {
  const { code, stderr } = await runCommand(["pull", "--full"], options);
  if (code !== 0) throw new Error(stderr);
}

/** Makes of the last run one that was killed at its very end. */
function asIfKilled(): void {
  using mirror = openMirror(mirrorPath());
  mirror.database.exec("UPDATE run SET ended_ms = NULL WHERE id = (SELECT max(id) FROM run)");
}

function run(...argv: readonly string[]): Promise<Ended> {
  return runCommand(argv, options);
}

const mirrorPath = () => options.env?.["ARGO_ACC_MIRROR"] ?? "";
const linesOf = ({ stdout }: Ended) => stdout.trimEnd().split("\n");
const wordsOf = (line: string | undefined) => line?.split(/ {2,}/);

describe("argo-acc changes", () => {
  it("counts what the last run changed, and shows each field before and after", async () => {
    const ended = await run("changes");
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/^since {5}run 1, ended .* UTC\nuntil {5}run 2, ended .* UTC\n$/);
    const lines = linesOf(ended);
    expect(lines.slice(0, 4).map(wordsOf)).toEqual([
      ["entity", "added", "changed", "gone", "returned"],
      ["projects", "1"],
      ["metrics", "1", "2", "1"],
      [""],
    ]);
    const changes = lines.slice(5).map(wordsOf);
    expect(changes).toHaveLength(6);
    expect(changes).toContainEqual(
      expect.arrayContaining(["metrics", "changed", restated.id, "value", String(restated.value), "123.5"]),
    );
    expect(changes).toContainEqual(
      expect.arrayContaining([
        moved.id,
        "time_period_start",
        moved.time_period_start,
        "2019-12-31T00:00:00Z",
      ]),
    );
    expect(changes).toContainEqual(expect.arrayContaining(["metrics", "gone", deleted.id]));
    expect(changes).toContainEqual(expect.arrayContaining(["projects", "title", "Another title"]));
  });

  it("is readable where everything is seen for the first time", async () => {
    const ended = await run("changes", "--until", "1");
    const lines = linesOf(ended);
    expect(lines.map(wordsOf)).toContainEqual(["metrics", "300"]);
    const detailsFrom = lines.indexOf("") + 2;
    expect(lines.length - detailsFrom).toBe(50);
    expect(ended.stderr).toMatch(/^since {5}the beginning\nuntil {5}run 1, ended/);
    expect(ended.stderr).toMatch(
      /^more {6}\d+ changes: --limit N shows more of them, --csv and --json all$/m,
    );
    const three = linesOf(await run("changes", "--until", "1", "--limit", "3"));
    expect(three.length - detailsFrom).toBe(3);
  });

  it("shows what changed before what was added", async () => {
    const four = await run("changes", "--limit", "4");
    expect(linesOf(four).slice(5).join("\n")).not.toContain("added");
    expect(four.stderr).toContain("more      1 change: --limit N");
    expect(linesOf(await run("changes", "--limit", "5")).at(-1)).toContain("added");
  });

  it("writes a line of CSV for each field, all of them", async () => {
    const ended = await run("changes", "--csv", "--quiet");
    const rows: Record<string, string>[] = parse(ended.stdout, { columns: true, record_delimiter: "\r\n" });
    expect([ended.code, ended.stderr, rows.length]).toEqual([0, "", 6]);
    expect(rows.find(({ id, field }) => id === restated.id && field === "group_id")).toMatchObject({
      entity: "metrics",
      change: "changed",
      before: restated.group_id ?? "",
      after: "g",
    });
    expect(rows.find(({ id }) => id === deleted.id)).toMatchObject({
      change: "gone",
      field: "value",
      before: String(deleted.value),
      after: "",
    });
    const all = await run("changes", "--csv", "--since", "0", "--quiet");
    expect(linesOf(all).length).toBeGreaterThan(300);
  });

  it("writes an object of JSON for each change, with the whole row", async () => {
    const ended = await run("changes", "--json");
    const changes = linesOf(ended).map((line) => JSON.parse(line));
    expect(ended.stderr).toBe("");
    expect(changes).toHaveLength(5);
    expect(changes.find(({ id }) => id === restated.id)).toMatchObject({
      entity: "metrics",
      change: "changed",
      fields: {
        value: { before: restated.value, after: 123.5 },
        group_id: { before: restated.group_id ?? null, after: "g" },
      },
      row: { id: restated.id, value: 123.5, installation_id: restated.installation_id },
    });
    expect(changes[0]).toMatchObject({
      entity: "projects",
      row: { providers: expect.any(Array) },
    });
    expect(linesOf(await run("changes", "--json", "--limit", "2"))).toHaveLength(2);
  });

  it.each([
    [["changes", "--until", "9999-01-01", "--quiet"]],
    [["query", "SELECT 1", "--as-of", "9999-01-01", "--quiet"]],
  ])("says of a time that is yet to come which run it means: %j", async (argv) => {
    const ended = await run(...argv);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toBe(
      "warning: 9999-01-01 is yet to come: until then it means the last run that has ended, now run 2\n  write 2 for what is shown now\n",
    );
  });

  it("says that nothing changed", async () => {
    const ended = await run("changes", "--since", "2");
    expect([ended.code, ended.stdout]).toEqual([0, ""]);
    expect(ended.stderr).toContain("nothing   changed");
  });

  it.each([
    [["--since", "7"], "there is no run 7"],
    [["--until", "2001-01-01"], "had ended by 2001-01-01"],
    [["--since", "last week"], '"last week" is no run and no time'],
    [["--since", "2", "--until", "1"], "run 2 is later than run 1"],
    [["--since", "2001-01-01"], "changes --since 0 begins before it"],
  ])("refuses %j, with 2", async (argv, message) => {
    const ended = await run("changes", ...argv);
    expect([ended.code, ended.stdout]).toEqual([2, ""]);
    expect(ended.stderr).toContain(message);
  });
});

describe("--as-of", () => {
  it("lets query and export show the mirror as it was, and says on stderr when that was", async () => {
    const sql = `SELECT count(*) AS n, max(value = 123.5) AS restated FROM metrics`;
    const then = await run("query", "--csv", "--as-of", "1", sql);
    expect(then.stdout).toBe("n,restated\r\n300,0\r\n");
    expect(then.stderr).toMatch(/^as of {5}run 1, ended \d{4}-\d\d-\d\d \d\d:\d\d UTC\n$/);
    expect((await run("query", "--csv", sql)).stdout).toBe("n,restated\r\n300,1\r\n");
    const exported = await run("export", "metrics", "--as-of", "1");
    expect([exported.code, exported.stderr]).toEqual([0, then.stderr]);
    expect(exported.stdout).toContain(deleted.id);
    const now = new Date().toISOString();
    expect((await run("export", "metrics", "--as-of", now)).stdout).not.toContain(deleted.id);
  });

  it("stands in the result of an export into a file", async () => {
    const ended = await run("export", "projects", "--as-of", "1", "--out", "then.csv", "--json");
    expect(JSON.parse(ended.stdout)).toMatchObject({
      rows: 1,
      complete: true,
      as_of: { run: 1, ended_at: expect.stringMatching(/Z$/) },
    });
  });

  it("says of a run that was not complete that it was not, also with --quiet", async () => {
    sandbox.faults.add({ name: "500", route: "GET /providers" });
    const { code } = await run("pull");
    expect(code).toBe(3);
    const ended = await run("query", "--quiet", "--as-of", "3", "SELECT 1");
    expect([ended.code, ended.stdout]).toEqual([0, "1\n1\n"]);
    expect(ended.stderr).toMatch(/^warning: as of run 3, ended .*, not complete: GET .*\/providers/);
    const json = await run("query", "--json", "--as-of", "3", "SELECT 1 AS one");
    expect(JSON.parse(json.stderr)).toMatchObject({ warning: { message: expect.stringContaining("run 3") } });
  });

  it("is refused with 2 where there is no such run", async () => {
    const ended = await run("query", "--as-of", "99", "SELECT 1");
    expect([ended.code, ended.stdout]).toEqual([2, ""]);
    expect(ended.stderr).toContain("there is no run 99");
  });
});

describe("a run that did not end", () => {
  it("is said to have been killed, or to run while it has the lock, and its changes are told until a run ends", async () => {
    sandbox.faults.remove();
    await pull();
    sandbox.metrics.change(restated.id, { value: 77 });
    await pull();
    asIfKilled();
    const killed = /^until {5}run 5, begun \d{4}-\d\d-\d\d \d\d:\d\d UTC, killed before it ended$/m;
    expect((await run("changes")).stderr).toMatch(killed);
    expect((await run("status")).stdout).toMatch(/^last run {2}pull .* UTC, killed before it ended$/m);
    const lock = acquireLock(mirrorPath(), "argo-acc pull");
    expect((await run("status")).stdout).toMatch(/^last run {2}pull .* UTC, still running$/m);
    lock.release();
    await pull();
    const { stdout, stderr } = await run("changes", "--csv");
    expect(stderr).toMatch(/^since {5}run 4, ended .*\nuntil {5}run 6, ended .* UTC\n$/);
    expect(parse(stdout, { columns: true })).toMatchObject([
      { id: restated.id, field: "value", before: "123.5", after: "77" },
    ]);
    expect((await run("changes", "--until", "5")).stderr).toMatch(killed);
    await pull();
    expect((await run("changes")).stderr).toContain("nothing   changed");
  });
});
