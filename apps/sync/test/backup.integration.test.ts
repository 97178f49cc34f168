import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { backupMirror, openMirror } from "@argo-acc/store/mirror";

import { pull } from "../src/pull/pull.ts";
import { endOf, newFolder, runCommand, SOURCE_ENTRY } from "./command.ts";
import { chancesFrom } from "./pull-support/chances.ts";
import { exportText } from "./pull-support/export-text.ts";
import { pullWorld } from "./pull-support/pull-world.ts";
import { editUpstream } from "./pull-support/upstream-edits.ts";

const PROCESS = fileURLToPath(new URL("pull-support/pull-process.ts", import.meta.url));

describe("a backup while a pull runs in another process", () => {
  it("opens, and is what the mirror was when a run had ended, whenever it was made", async () => {
    await using world = await pullWorld({ dataset: { projects: 3, metrics: 8000 } });
    const { sandbox, mirror } = world;
    const below = chancesFrom(1);
    await pull(world.as("admin"), mirror);
    const asOfRun = new Map([[1, await exportText(mirror)]]);
    const backups: { readonly text: string; readonly run: number }[] = [];
    let unfinished = 0;
    for (let run = 2; run <= 4; run++) {
      editUpstream(sandbox, below);
      const child = spawn(process.execPath, [PROCESS, sandbox.endpoint, mirror.path], {
        env: { ...process.env, ARGO_ACC_TOKEN: sandbox.token("admin") },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = once(child, "exit");
      for await (const rows of child.stdout) {
        const target = `${mirror.path}.${backups.length}-${parseInt(String(rows), 10)}`;
        const { left_out, run: last } = await backupMirror(mirror, target);
        if (left_out === run) unfinished += 1;
        using backup = openMirror(target, { readonly: true });
        expect(backup.database.pragma("integrity_check", { simple: true })).toBe("ok");
        backups.push({ text: await exportText(backup), run: last.id });
      }
      expect(await ended).toEqual([0, null]);
      asOfRun.set(run, await exportText(mirror));
    }
    expect(new Set(asOfRun.values()).size).toBe(4); // or all backups would be equal to anything
    expect(unfinished).toBeGreaterThan(6);
    for (const { text, run } of backups) expect(text === asOfRun.get(run)).toBe(true);
  });
});

describe("argo-acc backup", () => {
  let sandbox: Sandbox;
  let folder: string;
  const options = () => ({
    cwd: folder,
    env: { ARGO_ACC_ENDPOINT: sandbox.endpoint, ARGO_ACC_TOKEN: sandbox.token("admin") },
  });
  beforeAll(async () => {
    sandbox = await startSandbox({ dataset: { metrics: 3000 } });
    folder = newFolder();
    const pulled = await runCommand(["pull", "--mirror", "m.db", "--quiet"], options());
    if (pulled.code !== 0) throw new Error(pulled.stderr);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await sandbox.close();
  });

  it("says what it wrote, for people and as JSON", async () => {
    const words = await runCommand(["backup", "copy.db", "--mirror", "m.db"], options());
    expect(words.stderr).toMatch(
      /^wrote {5}copy\.db: 3,000 metrics, \d+ kB, as of run 1, ended \d{4}-\d\d-\d\d \d\d:\d\d UTC\n$/,
    );
    expect([words.code, words.stdout]).toEqual([0, ""]);
    const { code, stdout } = await runCommand(["backup", "copy.db", "--mirror", "m.db", "--json"], options());
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { path: join(folder, "copy.db"), metrics: 3000, run: { id: 1 }, left_out: null },
    ]);
  });

  it("writes a copy that a pull goes on from", async () => {
    await runCommand(["backup", "restored.db", "--mirror", "m.db"], options());
    const { stdout } = await runCommand(["pull", "--mirror", "restored.db", "--json"], options());
    expect(JSON.parse(stdout)).toMatchObject({ run: 2, complete: true, rows: { added: 0, changed: 0 } });
  });

  it("writes with --share what others can read where they can write nothing", async () => {
    const place = join(folder, "shared");
    mkdirSync(place);
    await runCommand(["backup", "shared/copy.db", "--share", "--mirror", "m.db"], options());
    copyFileSync(join(folder, "m.db"), join(place, "plain.db"));
    chmodSync(join(place, "plain.db"), 0o644);
    const reading = asReaderOf(place, folder);
    const status = await runCommand(["status", "--json", "--mirror", "shared/copy.db"], reading);
    expect(JSON.parse(status.stdout)).toMatchObject({ mirror: { metrics: 3000, complete: true } });
    const query = await runCommand(
      ["query", "--csv", "select count(*) as n from metrics", "--mirror", "shared/copy.db"],
      reading,
    );
    expect(query).toMatchObject({ code: 0, stdout: "n\r\n3000\r\n" });
    const shared = await runCommand(["export", "metrics", "--mirror", "shared/copy.db"], reading);
    const own = await runCommand(["export", "metrics", "--mirror", "m.db"], options());
    expect(shared).toEqual(own);
    const plain = await runCommand(["status", "--mirror", "shared/plain.db"], reading);
    expect(plain.stderr).toMatch(/plain\.db cannot be opened .*\n.*argo-acc backup --share/);
    expect(plain.code).toBe(9);
    chmodSync(place, 0o700);
  });

  it("copies what an older argo-acc wrote as it is, which no other command that reads will take", async () => {
    copyFileSync(join(folder, "m.db"), join(folder, "older.db"));
    {
      using mirror = openMirror(join(folder, "older.db"));
      mirror.database.exec("DROP TRIGGER run_refused; DROP TABLE refusal; PRAGMA user_version = 5");
    }
    const refused = await runCommand(["status", "--mirror", "older.db"], options());
    expect(refused.stderr).toMatch(
      /older\.db was written by an older argo-acc \(format 5\)\n.*argo-acc backup FILE/,
    );
    expect(refused.code).toBe(9);
    const { code, stderr } = await runCommand(["backup", "kept.db", "--mirror", "older.db"], options());
    expect(stderr).toMatch(
      /^wrote {5}kept\.db: 3,000 metrics, .*\n {10}of an older argo-acc \(format 5\), as it was: .*\n$/,
    );
    expect(code).toBe(0);
    const pulled = await runCommand(["pull", "--mirror", "kept.db", "--json"], options());
    expect(JSON.parse(pulled.stdout)).toMatchObject({ run: 2, complete: true, metrics: 3000 });
  });

  it("says that the disk is full where a mirror cannot be opened for that", async () => {
    const argv = ["status", "--mirror", join(folder, "m.db")];
    const line = 'ulimit -f 16; exec "$@"';
    const env = { PATH: process.env["PATH"], HOME: folder };
    const { code, stderr } = await endOf(
      spawn("bash", ["-c", line, "bash", process.execPath, SOURCE_ENTRY, ...argv], { cwd: folder, env }),
    );
    expect(stderr).toMatch(/^error: .*m\.db cannot be opened: the disk is full .*\n {2}free some space.*\n$/);
    expect(code).toBe(9);
  });

  it("on a disk without room leaves the older one as it was, nothing else, and says so", async () => {
    await runCommand(["backup", "full.db", "--mirror", "m.db"], options());
    const before = readFileSync(join(folder, "full.db"));
    const argv = ["backup", "full.db", "--mirror", "m.db"];
    const env = { PATH: process.env["PATH"], HOME: folder };
    const line = 'ulimit -f 64; exec "$@"';
    const { code, stderr } = await endOf(
      spawn("bash", ["-c", line, "bash", process.execPath, SOURCE_ENTRY, ...argv], { cwd: folder, env }),
    );
    expect(stderr).toMatch(/^error: .*full\.db cannot be .*\n {2}.*space.*\n$/);
    expect(code).toBe(9);
    expect(readFileSync(join(folder, "full.db")).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes(".tmp"))).toEqual([]);
  });

  it.each([
    [["backup"], 2, "argo-acc backup needs FILE"],
    [["backup", "m.db", "--mirror", "m.db"], 2, "m.db is the mirror itself"],
    [["backup", "copy.db", "--mirror", "none.db"], 2, "there is no mirror file"],
    [["backup", "notes.txt", "--mirror", "m.db"], 9, "notes.txt is no mirror: a backup does not replace it"],
  ] as const)("%j ends with exit code %i", async (argv, expected, words) => {
    copyFileSync(SOURCE_ENTRY, join(folder, "notes.txt"));
    const { code, stderr } = await runCommand(argv, options());
    expect(stderr).toContain(words);
    expect(code).toBe(expected);
    expect(statSync(join(folder, "notes.txt")).size).toBe(statSync(SOURCE_ENTRY).size);
    expect(existsSync(join(folder, "none.db"))).toBe(false);
  });
});

/** Somebody who may read a folder by its group, and may write nothing there: for root, who may anything, nobody. */
function asReaderOf(place: string, cwd: string) {
  chmodSync(place, 0o550);
  if (process.getuid?.() !== 0) return { cwd };
  const gid = 65_534;
  chmodSync(cwd, 0o755);
  chownSync(place, 0, gid);
  for (const name of readdirSync(place)) chownSync(join(place, name), 0, gid);
  return { cwd, user: { uid: 65_534, gid } };
}
