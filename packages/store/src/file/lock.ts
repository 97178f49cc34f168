import { readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";

import Database from "better-sqlite3";

import { makePrivateFile } from "./private-file.ts";
import { withStoreProblems } from "./sqlite-problem.ts";
import { AccStoreError } from "./store-error.ts";

/** The right to run on one file, until it is released or the process ends. */
export interface Lock extends Disposable {
  release(): void;
}

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
  const lockPath = `${realPath(path)}.lock`;
  const namePath = `${lockPath}.txt`;
  const database = withStoreProblems(lockPath, () => {
    makePrivateFile(lockPath);
    return new Database(lockPath, { timeout: 0 });
  });
  try {
    withStoreProblems(lockPath, () => database.exec("BEGIN IMMEDIATE"));
    withStoreProblems(namePath, () => writeHolder(namePath, holder));
  } catch (error) {
    database.close();
    if (!(error instanceof AccStoreError) || error.problem !== "locked") throw error;
    throw new AccStoreError("locked", path, `another run holds ${path}${describeHolder(namePath)}`, {
      retryable: true,
      cure: "wait until it has finished and run the same command again",
    });
  }
  const release = () => database.close();
  return { release, [Symbol.dispose]: release };
}

/** The file a path leads to; the path itself while there is none. */
function realPath(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync(path);
}

function writeHolder(namePath: string, holder: string): void {
  const words = `${holder}, process ${process.pid}, since ${new Date().toISOString()}\n`;
  writeFileSync(namePath, words, { mode: 0o600 });
}

function describeHolder(namePath: string): string {
  try {
    return `: ${readFileSync(namePath, "utf8").trim()}`;
  } catch {
    return "";
  }
}
