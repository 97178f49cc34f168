import { spawnSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname } from "node:path";

import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";

import { openFile } from "../src/file/open-file.ts";
import {
  acquireLock,
  backupMirror,
  type Mirror,
  openMetricWriter,
  openMirror,
  startRun,
} from "../src/mirror/index.ts";
import { MIRROR } from "../src/mirror/mirror.ts";
import { openOutbox } from "../src/outbox/index.ts";
import { temporaryFolder } from "./file-support/temporary-folder.ts";
import { EVERYTHING, metricId, metricItem } from "./mirror-support/metric-items.ts";
import { rowsOf, storeWindow, type TestMirror, testMirror } from "./mirror-support/test-mirror.ts";

const ENDPOINT = "https://api.example.org/accounting-system";
const items = (...values: readonly number[]) =>
  values.map((value, index) => metricItem({ id: metricId(index), value }));

/** A mirror with one ended run of two metrics. */
function filledMirror(): TestMirror & { beside(name: string): string } {
  const world = testMirror();
  storeWindow(world.mirror, items(1, 2));
  return { ...world, beside: (name) => `${dirname(world.path)}/${name}` };
}

function valuesIn(path: string): unknown[] {
  using mirror = openMirror(path, { readonly: true });
  return rowsOf(mirror, "SELECT value FROM metrics ORDER BY id").map(({ value }) => value);
}

/** A run that has begun and stored a changed, an equal and a new metric. */
function beginRun({ mirror }: TestMirror): void {
  openMetricWriter(mirror, startRun(mirror, 0), { kind: "system" }).apply(EVERYTHING, items(10, 2, 3));
}

describe("a backup", () => {
  it("is the mirror at the end of its last run, in one file that only its owner may read", async () => {
    using world = filledMirror();
    const target = world.beside("backup.db");
    const result = await backupMirror(world.mirror, target);
    expect(result).toMatchObject({
      path: target,
      metrics: 2,
      run: { id: 1, complete: true },
      left_out: null,
      older_format: null,
    });
    expect(result.bytes).toBe(statSync(target).size);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(target)).filter((name) => name.includes("backup"))).toEqual(["backup.db"]);
    expect(valuesIn(target)).toEqual([1, 2]);
  });

  it("has nothing of a run that is under way", async () => {
    using world = filledMirror();
    using lock = acquireLock(world.path, "argo-acc pull");
    beginRun(world);
    const result = await backupMirror(world.mirror, world.beside("backup.db"));
    lock.release();
    expect(result).toMatchObject({ metrics: 2, run: { id: 1 }, left_out: 2 });
    expect(valuesIn(world.path)).toEqual([10, 2, 3]);
    expect(valuesIn(world.beside("backup.db"))).toEqual([1, 2]);
    using backup = openMirror(world.beside("backup.db"), { readonly: true });
    expect(rowsOf(backup, "SELECT id, added FROM runs")).toEqual([{ id: 1, added: 2 }]);
    expect(rowsOf(backup, "SELECT total, count FROM usage_by_month")).toEqual([{ total: 3, count: 2 }]);
    expect(backup.database.pragma("integrity_check", { simple: true })).toBe("ok");
  });

  it("has what a run had stored that was killed: nothing will come of it any more", async () => {
    using world = filledMirror();
    beginRun(world);
    const result = await backupMirror(world.mirror, world.beside("backup.db"));
    expect(result).toMatchObject({ metrics: 3, run: { id: 2, ended_at: null }, left_out: null });
    expect(valuesIn(world.beside("backup.db"))).toEqual([10, 2, 3]);
  });

  it("has what a killed run left, as it left it, while the run after that is under way", async () => {
    using world = filledMirror();
    beginRun(world);
    using lock = acquireLock(world.path, "argo-acc pull");
    const writer = openMetricWriter(world.mirror, startRun(world.mirror, 0), { kind: "system" });
    writer.apply(EVERYTHING, items(20, 2, 3, 4));
    const result = await backupMirror(world.mirror, world.beside("backup.db"));
    lock.release();
    expect(result).toMatchObject({ metrics: 3, run: { id: 2, ended_at: null }, left_out: 3 });
    expect(valuesIn(world.beside("backup.db"))).toEqual([10, 2, 3]);
  });

  it("goes on as a mirror: a run in it begins where it was", async () => {
    using world = filledMirror();
    await backupMirror(world.mirror, world.beside("backup.db"));
    using backup = openMirror(world.beside("backup.db"));
    expect(storeWindow(backup, items(1, 2))).toMatchObject({ added: 0, changed: 0, unchanged: 2 });
    expect(backup.database.pragma("journal_mode", { simple: true })).toBe("wal");
  });

  it("to share can be read by the group, and from a file alone", async () => {
    using world = filledMirror();
    const target = world.beside("backup.db");
    await backupMirror(world.mirror, target, { share: true });
    expect(statSync(target).mode & 0o777).toBe(0o640);
    using backup = openMirror(target, { readonly: true });
    expect(backup.database.pragma("journal_mode", { simple: true })).toBe("delete");
    expect(backup.status()).toMatchObject({ metrics: 2, path: target });
    expect(existsSync(`${target}-wal`)).toBe(false);
  });

  it.skipIf(spawnSync("sqlite3", ["--version"]).status !== 0)("opens in the sqlite3 shell", async () => {
    using world = filledMirror();
    const target = world.beside("backup.db");
    await backupMirror(world.mirror, target, { share: true });
    const sql = "PRAGMA integrity_check; SELECT month, total, count FROM usage_by_month";
    const { stdout } = spawnSync("sqlite3", ["-readonly", target, sql], { encoding: "utf8" });
    expect(stdout).toBe("ok\n2024-01|3.0|2\n");
  });

  it("replaces an older backup, an empty file, and the file that a link leads to", async () => {
    using world = filledMirror();
    const target = world.beside("backup.db");
    writeFileSync(target, "");
    await backupMirror(world.mirror, target);
    storeWindow(world.mirror, items(5, 6));
    symlinkSync(target, world.beside("link.db"));
    const { path } = await backupMirror(world.mirror, world.beside("link.db"));
    expect(path).toBe(target);
    expect(valuesIn(target)).toEqual([5, 6]);
  });

  it("takes the place that a link leads to, though nothing is there yet", async () => {
    using world = filledMirror();
    mkdirSync(world.beside("disk"));
    symlinkSync("disk/backup.db", world.beside("link.db"));
    const { path } = await backupMirror(world.mirror, world.beside("link.db"));
    expect(path).toBe(world.beside("disk/backup.db"));
    expect(lstatSync(world.beside("link.db")).isSymbolicLink()).toBe(true);
    expect(valuesIn(path)).toEqual([1, 2]);
  });

  it("that is told to end leaves nothing, and the older one as it was", async () => {
    using world = filledMirror();
    const target = world.beside("backup.db");
    await backupMirror(world.mirror, target);
    storeWindow(world.mirror, items(5, 6));
    const stop = new AbortController();
    const reason = new Error("enough");
    const { signal } = stop;
    const backup = backupMirror(world.mirror, target, { signal, onProgress: () => stop.abort(reason) });
    await expect(backup).rejects.toBe(reason);
    expect(valuesIn(target)).toEqual([1, 2]);
    expect(readdirSync(dirname(target)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("of a mirror that no run has filled is refused", async () => {
    using world = testMirror();
    const target = `${world.path}.backup`;
    await expect(backupMirror(world.mirror, target)).rejects.toMatchObject({ code: "store_missing" });
    using lock = acquireLock(world.path, "argo-acc pull");
    startRun(world.mirror, 0);
    await expect(backupMirror(world.mirror, target)).rejects.toThrow("no run has ended yet");
    lock.release();
    expect(existsSync(target)).toBe(false);
  });
});

/** A mirror of the first so many formats, with a run that has ended; or, with `isOpen`, another that has not. */
function olderMirror(path: string, format: number, isOpen = false): Mirror {
  const kind = { ...MIRROR, migrations: MIRROR.migrations.slice(0, format) };
  const { database } = openFile(path, kind, { endpoint: ENDPOINT });
  database.exec(`
    INSERT INTO run (id, kind, started_ms, ended_ms, complete) VALUES (1, 'pull', 0, 1, 1);
    INSERT INTO metric_path (project_id, provider_id, installation_id, path, metrics) VALUES ('p', 'v', 'i', 'p.v.i', 7);
    WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < 7)
    INSERT INTO metric (path, start_ms, id, end_ms, value, context, first_run) SELECT 1, id, 'm' || id, id, 1, 1, 1 FROM ids;`);
  if (isOpen) database.exec("INSERT INTO run (id, kind, started_ms) VALUES (2, 'pull', 2)");
  database.close();
  return openMirror(path, { readonly: true, anyOlder: true });
}

const formatOf = (path: string) => {
  using database = openMirror(path, { readonly: true, anyOlder: true });
  return database.database.pragma("user_version", { simple: true });
};

describe("a backup of a mirror that an older version wrote", () => {
  const OLDER = MIRROR.migrations.slice(1).map(({ name }, index) => [index + 1, name] as const);

  it.each(OLDER)("is of its format too: %i, before %s", async (format) => {
    using folder = temporaryFolder();
    const [path, target] = [folder.file("mirror.db"), folder.file("backup.db")];
    using mirror = olderMirror(path, format);
    const before = readFileSync(path);
    const result = await backupMirror(mirror, target);
    expect(result).toMatchObject({ metrics: 7, run: { id: 1 }, left_out: null, older_format: format });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect([formatOf(path), formatOf(target)]).toEqual([format, format]);
    using upgraded = openMirror(target);
    expect(upgraded.status()).toMatchObject({ metrics: 7, last_run: { id: 1 } });
  });

  it.each(OLDER)("is refused while a run is under way: %i, before %s", async (format) => {
    using folder = temporaryFolder();
    const path = folder.file("mirror.db");
    using mirror = olderMirror(path, format, true);
    using lock = acquireLock(path, "argo-acc pull");
    const refused = { code: "store_locked", message: expect.stringContaining("run 2 of") };
    await expect(backupMirror(mirror, folder.file("backup.db"))).rejects.toMatchObject(refused);
    expect(existsSync(folder.file("backup.db"))).toBe(false);
    lock.release();
    const { run, left_out } = await backupMirror(mirror, folder.file("backup.db")); // it was killed
    expect([run.id, left_out]).toEqual([2, null]);
  });

  it("is the only thing that can be done with it: it is not shown as of a run, nor replaced by itself", async () => {
    using folder = temporaryFolder();
    const path = folder.file("mirror.db");
    using mirror = olderMirror(path, 2);
    await expect(backupMirror(mirror, path)).rejects.toThrow("is the mirror itself");
    expect(() => openMirror(path, { readonly: true, anyOlder: true, asOf: 1 })).toThrow(
      "by an older argo-acc",
    );
  });
});

describe("a backup does not replace", () => {
  const TARGETS: readonly (readonly [
    what: string,
    make: (path: string, mirror: string) => void,
    code: string,
  ])[] = [
    ["the mirror under another name", (path, mirror) => linkSync(mirror, path), "config"],
    ["the mirror by a link", (path, mirror) => symlinkSync(mirror, path), "config"],
    ["a folder", (path) => mkdirSync(path), "store_directory"],
    ["a text", (path) => writeFileSync(path, "notes"), "store_not_ours"],
    ["an outbox", (path) => openOutbox(path, { endpoint: ENDPOINT }).close(), "store_not_ours"],
    [
      "a database of somebody",
      (path) => new Database(path).exec("CREATE TABLE t (a)").close(),
      "store_not_ours",
    ],
    [
      "a mirror of another service",
      (path) => openMirror(path, { endpoint: "https://other.example.org/accounting-system" }).close(),
      "store_not_ours",
    ],
    [
      "a mirror that has a log beside it",
      (path) => {
        openMirror(path, { endpoint: ENDPOINT }).close();
        writeFileSync(`${path}-wal`, "frames");
      },
      "store_locked",
    ],
  ];

  it.each(TARGETS)("%s", async (_, make, code) => {
    using world = filledMirror();
    const target = world.beside("target");
    make(target, world.path);
    const content = () => (statSync(target).isFile() ? readFileSync(target) : readdirSync(target));
    const before = content();
    await expect(backupMirror(world.mirror, target)).rejects.toMatchObject({ code });
    expect(content()).toEqual(before);
    expect(valuesIn(world.path)).toEqual([1, 2]);
  });

  it.each(["-wal", "-shm", "-journal", ".lock", ".lock.txt"])(
    "what belongs to a mirror, whether it is there or not: mirror.db%s",
    async (end) => {
      using world = filledMirror();
      world.mirror.close();
      using mirror = openMirror(world.path, { readonly: true });
      const target = `${world.path}${end}`;
      for (const make of [() => rmSync(target, { force: true }), () => writeFileSync(target, "")]) {
        make();
        await expect(backupMirror(mirror, target)).rejects.toThrow("belongs to mirror.db beside it");
        expect(statSync(target, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
      }
    },
  );

  it.each([
    ["loop", "is a link that leads back to itself"],
    ["x".repeat(300), "has a name that is too long"],
  ])("what no file can be, which is no mirror and has no lock either: %s", async (name, words) => {
    using world = filledMirror();
    const target = world.beside(name);
    if (name === "loop") symlinkSync("loop", target);
    const expected = { code: "store_failed", message: expect.stringContaining(words) };
    await expect(backupMirror(world.mirror, target)).rejects.toMatchObject(expected);
    expect(() => openMirror(target, { endpoint: ENDPOINT })).toThrow(words);
    expect(() => acquireLock(target, "argo-acc pull")).toThrow(words);
  });

  it("a name that is empty, or that is written as a folder's", async () => {
    using world = filledMirror();
    await expect(backupMirror(world.mirror, "")).rejects.toMatchObject({ code: "config" });
    const folder = world.beside("backups");
    await expect(backupMirror(world.mirror, `${folder}/`)).rejects.toThrow(`there is no folder ${folder}`);
    expect(existsSync(folder)).toBe(false);
  });

  it("the mirror itself, and needs a folder that is there", async () => {
    using world = filledMirror();
    await expect(backupMirror(world.mirror, world.path)).rejects.toThrow(
      `${world.path} is the mirror itself`,
    );
    const nowhere = world.beside("nowhere/backup.db");
    await expect(backupMirror(world.mirror, nowhere)).rejects.toMatchObject({ code: "store_missing" });
    expect(readdirSync(dirname(world.path)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(basename(world.path)).toBe("mirror.db");
  });
});
