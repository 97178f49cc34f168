import { readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";

import Database from "better-sqlite3";

import { makePrivateFile } from "./private-file.ts";
import { isSqliteError, withStoreProblems } from "./sqlite-problem.ts";
import { AccStoreError } from "./store-error.ts";

/** The right to run on one file, until it is released or the process ends. */
export interface Lock extends Disposable {
  release(): void;
}

/**
 * How long a lock that is taken is tried again, in milliseconds: {@link isLocked} has it for a fraction of one, which must
 * not refuse it to a run that begins just then.
 */
const PATIENCE_MS = 200;

/** The locks this process has: a connection that nothing refers to is closed sooner or later, and its lock with it. */
const held = new Set<Database.Database>();

/**
 * Takes the lock of a file: one run at a time. The operating system drops it when the process ends, however it ends.
 * Readers of the file itself are not held up.
 *
 * @param path the mirror or outbox; the lock is `<path>.lock`, the holder's name `<path>.lock.txt`, both beside the
 *   file itself where the path is a link
 * @param holder who takes it, for the message another run prints: `argo-acc pull`
 * @throws AccStoreError `store_locked` if another run has it, naming the holder
 */
export function acquireLock(path: string, holder: string): Lock {
  const lock = tryLock(path, holder);
  if (lock !== undefined) return lock;
  throw lockedError(path, `another run holds ${path}`);
}

/**
 * Takes the lock of a file if nobody has it.
 *
 * @param patienceMs how long it is tried again, during which this process does nothing else
 */
export function tryLock(path: string, holder: string, patienceMs = PATIENCE_MS): Lock | undefined {
  const lockPath = withStoreProblems(path, () => lockPathOf(path));
  const database = withStoreProblems(lockPath, () => {
    makePrivateFile(lockPath);
    return new Database(lockPath, { timeout: patienceMs });
  });
  try {
    withStoreProblems(lockPath, () => database.exec("BEGIN IMMEDIATE"));
    withStoreProblems(lockPath, () => writeHolder(path, holder));
  } catch (error) {
    database.close();
    if (error instanceof AccStoreError && error.problem === "locked") return undefined;
    throw error;
  }
  held.add(database);
  const release = () => {
    held.delete(database);
    database.close();
  };
  return { release, [Symbol.dispose]: release };
}

/**
 * Whether a run has the lock of a file; `undefined` where that cannot be told, as where the lock may not be written. Looks
 * by taking the lock and letting go at once. Writes nothing, and makes no lock where there is none.
 */
export function isLocked(path: string): boolean | undefined {
  let database: Database.Database | undefined;
  try {
    const lockPath = lockPathOf(path);
    if (statSync(lockPath, { throwIfNoEntry: false }) === undefined) return false;
    database = new Database(lockPath, { fileMustExist: true, timeout: 0 });
    database.exec("BEGIN IMMEDIATE; ROLLBACK");
    return false;
  } catch (error) {
    return isSqliteError(error) && error.code.startsWith("SQLITE_BUSY") ? true : undefined;
  } finally {
    database?.close();
  }
}

/** Who has the lock of a file, or had it last: `argo-acc pull, process 4711, since …`; empty where that is not known. */
export function readHolder(path: string): string {
  try {
    return readFileSync(namePathOf(path), "utf8").trim();
  } catch {
    return "";
  }
}

/** That another run has the lock of a file. */
export function lockedError(path: string, message: string): AccStoreError {
  const holder = readHolder(path);
  return new AccStoreError("locked", path, holder === "" ? message : `${message}: ${holder}`, {
    retryable: true,
    cure: "wait until it has finished and run the same command again, or let it wait: --lock-wait 10m",
  });
}

function lockPathOf(path: string): string {
  return `${realPath(path)}.lock`;
}

function namePathOf(path: string): string {
  return `${lockPathOf(path)}.txt`;
}

/** The file a path leads to; the path itself while there is none. */
function realPath(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync(path);
}

function writeHolder(path: string, holder: string): void {
  const since = `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const words = `${holder}, process ${process.pid}, since ${since}\n`;
  writeFileSync(namePathOf(path), words, { mode: 0o600 });
}
