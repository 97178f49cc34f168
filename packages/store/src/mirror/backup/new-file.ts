import { randomBytes } from "node:crypto";
import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { withStoreProblems } from "../../file/sqlite-problem.ts";

/** A file under a name of its own, until it is done and takes its place; otherwise it is gone when it is disposed of. */
export interface NewFile extends Disposable {
  readonly path: string;
  /** Brings it to the disk and gives it its mode and its name, whatever had that name. */
  putInPlace(): void;
}

/**
 * Makes an empty file beside the one it will replace, which only its owner may read.
 *
 * @param mode what it is to have once it is in place, whatever the process's umask
 * @throws AccStoreError if the folder cannot be written
 */
export function newFileInPlaceOf(target: string, mode: number): NewFile {
  const folder = dirname(target);
  const path = join(folder, `.${basename(target)}.${randomBytes(4).toString("hex")}.tmp`);
  withStoreProblems(target, () => closeSync(openSync(path, "wx", 0o600)));
  return {
    path,
    putInPlace: () =>
      withStoreProblems(target, () => {
        chmodSync(path, mode);
        syncToDisk(path);
        renameSync(path, target);
        syncFolder(folder);
      }),
    [Symbol.dispose]() {
      for (const end of ["", "-journal", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
    },
  };
}

function syncToDisk(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes the new name last through a power failure, where the system can. */
function syncFolder(path: string): void {
  try {
    syncToDisk(path);
  } catch {
    // some file systems cannot; the content itself is on the disk already
  }
}
