import { readFileSync, writeFileSync } from "node:fs";

import Database from "better-sqlite3";

import { makePrivateFile } from "./private-file.ts";
import { isSqliteError, storeProblem, withStoreProblems } from "./sqlite-problem.ts";
import { AccStoreError } from "./store-error.ts";

/** The right to run on one file, until it is released or the process ends. */
export interface Lock extends Disposable {
  release(): void;
}

/**
 * Takes the lock of a file: one run at a time. The operating system drops it when the process ends, however it ends.
 * Readers of the file itself are not held up.
 *
 * @param path the mirror or outbox; the lock is `<path>.lock`, the holder's name `<path>.lock.txt`
 * @param holder who takes it, for the message another run prints: `argo-acc pull`
 * @throws AccStoreError `store_locked` if another run has it, naming the holder
 */
export function acquireLock(path: string, holder: string): Lock {
  const lockPath = `${path}.lock`;
  const namePath = `${lockPath}.txt`;
  const database = withStoreProblems(lockPath, () => {
    makePrivateFile(lockPath);
    return new Database(lockPath, { timeout: 0 });
  });
  try {
    database.exec("BEGIN IMMEDIATE");
  } catch (error) {
    database.close();
    if (!isSqliteError(error) || !error.code.startsWith("SQLITE_BUSY")) throw storeProblem(error, lockPath);
    throw new AccStoreError("locked", path, `another run holds ${path}${describeHolder(namePath)}`, {
      retryable: true,
      cure: "wait until it has finished and run the same command again",
    });
  }
  writeFileSync(namePath, `${holder}, process ${process.pid}, since ${new Date().toISOString()}\n`, {
    mode: 0o600,
  });
  const release = () => database.close();
  return { release, [Symbol.dispose]: release };
}

function describeHolder(namePath: string): string {
  try {
    return `: ${readFileSync(namePath, "utf8").trim()}`;
  } catch {
    return "";
  }
}
