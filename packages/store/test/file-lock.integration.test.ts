import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { acquireLock, isLocked, type Lock } from "../src/file/lock.ts";
import { AccStoreError } from "../src/file/store-error.ts";
import { type LockWait, waitForLock } from "../src/file/wait-for-lock.ts";
import { temporaryFolder } from "./file-support/temporary-folder.ts";

const HOLDER = fileURLToPath(new URL("file-support/hold-lock.ts", import.meta.url));
const LOOKER = fileURLToPath(new URL("file-support/look-at-lock.ts", import.meta.url));

async function startHolder(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [HOLDER, path], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

function lockError(path: string): unknown {
  try {
    acquireLock(path, "argo-acc pull").release();
    return undefined;
  } catch (error) {
    return error;
  }
}

function wait(path: string, options: LockWait): Promise<Lock> {
  return waitForLock(path, "argo-acc pull", options);
}

it("refuses the lock another process holds, naming that process, and grants it once that one was killed", async () => {
  using folder = temporaryFolder();
  const path = folder.file("mirror.db");
  const holder = await startHolder(path);
  try {
    const refused = lockError(path);
    expect(refused).toBeInstanceOf(AccStoreError);
    expect(refused).toMatchObject({ code: "store_locked", path, retryable: true });
    expect(String(refused)).toContain(`another run holds ${path}: a test, process ${holder.pid}, since 20`);
    expect(String(refused)).toMatch(/since \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
  } finally {
    holder.kill("SIGKILL");
    await once(holder, "exit");
  }
  expect(lockError(path)).toBeUndefined();
});

it("is seen to be held, or free once the process was killed that had it, by who only looks", async () => {
  using folder = temporaryFolder();
  const path = folder.file("mirror.db");
  const holder = await startHolder(path);
  const named = readFileSync(`${path}.lock.txt`, "utf8");
  try {
    expect(isLocked(path)).toBe(true);
  } finally {
    holder.kill("SIGKILL");
    await once(holder, "exit");
  }
  expect(isLocked(path)).toBe(false);
  expect(readFileSync(`${path}.lock.txt`, "utf8")).toBe(named);
  const lock = acquireLock(path, "argo-acc pull");
  expect(isLocked(path)).toBe(true);
  expect(lockError(path)).toMatchObject({ code: "store_locked" });
  lock.release();
});

it("is not made by who only looks", () => {
  using folder = temporaryFolder();
  expect(isLocked(folder.file("mirror.db"))).toBe(false);
  expect(readdirSync(folder.path)).toEqual([]);
  mkdirSync(folder.file("other.db.lock"));
  expect(isLocked(folder.file("other.db"))).toBeUndefined();
});

it("is granted to every run that begins while others look", async () => {
  using folder = temporaryFolder();
  const path = folder.file("mirror.db");
  acquireLock(path, "argo-acc pull").release();
  const looker = spawn(process.execPath, [LOOKER, path], { stdio: ["ignore", "pipe", "inherit"] });
  await once(looker.stdout, "data");
  try {
    for (let run = 0; run < 500; run++) expect(lockError(path)).toBeUndefined();
  } finally {
    looker.kill("SIGKILL");
    await once(looker, "exit");
  }
});

it("keeps a second run of the same process out until the first has released the lock", () => {
  using folder = temporaryFolder();
  const path = folder.file("mirror.db");
  const lock = acquireLock(path, "argo-acc pull");
  expect(lockError(path)).toMatchObject({ code: "store_locked" });
  lock.release();
  expect(lockError(path)).toBeUndefined();
});

it("locks each file on its own, without making the file itself", () => {
  using folder = temporaryFolder();
  const mirror = acquireLock(folder.file("mirror.db"), "argo-acc pull");
  const outbox = acquireLock(folder.file("outbox.db"), "argo-acc push");
  expect(statSync(folder.file("mirror.db"), { throwIfNoEntry: false })).toBeUndefined();
  expect(statSync(folder.file("mirror.db.lock")).mode & 0o777).toBe(0o600);
  expect(statSync(folder.file("mirror.db.lock.txt")).mode & 0o777).toBe(0o600);
  mirror.release();
  outbox.release();
});

it("is one lock for a file, whatever link leads to it", () => {
  using folder = temporaryFolder();
  const path = folder.file("outbox.db");
  writeFileSync(path, "");
  symlinkSync(path, folder.file("link.db"));
  const lock = acquireLock(folder.file("link.db"), "argo-acc push");
  expect(lockError(path)).toMatchObject({ code: "store_locked", path });
  lock.release();
});

it("gives the lock back if the holder's name cannot be written", () => {
  using folder = temporaryFolder();
  const path = folder.file("outbox.db");
  mkdirSync(`${path}.lock.txt`);
  expect(lockError(path)).toMatchObject({ code: "EISDIR" });
  rmdirSync(`${path}.lock.txt`);
  expect(lockError(path)).toBeUndefined();
});

it("names no holder where the holder's name cannot be read", async () => {
  using folder = temporaryFolder();
  const path = folder.file("mirror.db");
  const holder = await startHolder(path);
  try {
    writeFileSync(`${path}.lock.txt`, "");
    expect(String(lockError(path))).toContain(`another run holds ${path}`);
  } finally {
    holder.kill("SIGKILL");
    await once(holder, "exit");
  }
});

describe("waiting for the lock", () => {
  it("tells once whom it waits for, and takes the lock when that run has released it", async () => {
    using folder = temporaryFolder();
    const path = folder.file("mirror.db");
    const held = acquireLock(path, "argo-acc push");
    const told: string[] = [];
    const waiting = wait(path, {
      waitMs: 60_000,
      onWait: (holder) => {
        told.push(holder);
        setTimeout(held.release, 250);
      },
    });
    using lock = await waiting;
    expect(told).toEqual([expect.stringMatching(/^argo-acc push, process \d+, since 20/)]);
    expect(lockError(path)).toMatchObject({ message: expect.stringContaining(": argo-acc pull, process") });
    lock.release();
    expect(lockError(path)).toBeUndefined();
  });

  it("takes the lock of a run that was killed", async () => {
    using folder = temporaryFolder();
    const path = folder.file("mirror.db");
    const holder = await startHolder(path);
    const lock = await wait(path, { waitMs: 60_000, onWait: () => holder.kill("SIGKILL") });
    expect(holder.killed).toBe(true);
    lock.release();
  });

  it("gives up in the end, naming the run and how long it waited", async () => {
    using folder = temporaryFolder();
    const path = folder.file("mirror.db");
    const held = acquireLock(path, "argo-acc push");
    const refused = await wait(path, { waitMs: 150 }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "store_locked", path, retryable: true });
    expect(String(refused)).toContain(
      `another run holds ${path}, still after 0.15 s: argo-acc push, process`,
    );
    held.release();
  });

  it.each([0, Number.NaN, undefined])("of %s milliseconds is none", async (waitMs) => {
    using folder = temporaryFolder();
    const path = folder.file("mirror.db");
    const held = acquireLock(path, "argo-acc push");
    await expect(wait(path, { waitMs, onWait: expect.unreachable })).rejects.toThrow(
      `another run holds ${path}: argo-acc push`,
    );
    held.release();
  });

  it("ends with the reason of its signal, whenever that comes", async () => {
    using folder = temporaryFolder();
    const path = folder.file("mirror.db");
    const stop = new AbortController();
    const reason = new Error("enough");
    const held = acquireLock(path, "argo-acc push");
    const waiting = wait(path, { waitMs: 60_000, signal: stop.signal, onWait: () => stop.abort(reason) });
    await expect(waiting).rejects.toBe(reason);
    held.release();
    await expect(wait(folder.file("free.db"), { signal: stop.signal })).rejects.toBe(reason);
    expect(lockError(folder.file("free.db"))).toBeUndefined();
  });
});
