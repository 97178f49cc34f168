import Database from "better-sqlite3";

import { AccStoreError, type StoreProblem } from "./store-error.ts";

/** By the prefix of SQLite's extended code or the whole code of a system call. */
const PROBLEMS: readonly (readonly [prefix: string, problem: StoreProblem, words: string, cure: string])[] = [
  ["SQLITE_NOTADB", "not_ours", "is not a SQLite file", "name another file"],
  [
    "SQLITE_CORRUPT",
    "corrupt",
    "is damaged",
    "restore it from a backup; `sqlite3 FILE .recover` saves what is left",
  ],
  [
    "SQLITE_FULL",
    "full",
    "cannot grow: the disk is full",
    "free some space and run the same command again; nothing is lost",
  ],
  [
    "SQLITE_IOERR_SHMSIZE", // what the index of the log says where the disk has no room for it
    "full",
    "cannot be opened: the disk is full",
    "free some space and run the same command again; nothing is lost",
  ],
  [
    "SQLITE_READONLY_DIRECTORY",
    "readonly",
    "cannot be opened where nothing can be written",
    "check the permissions of its folder, or read a copy that argo-acc backup --share made",
  ],
  [
    "SQLITE_READONLY_ROLLBACK",
    "readonly",
    "was left in the midst of a change and cannot be put right from here",
    "check that the file and its folder may be written, or open it once as who may",
  ],
  ["SQLITE_READONLY", "readonly", "cannot be written", "check the permissions of the file and of its folder"],
  [
    "SQLITE_CANTOPEN",
    "readonly",
    "cannot be opened",
    "check the permissions of the file and of its folder; where nothing can be written, read a copy that argo-acc backup --share made",
  ],
  ["SQLITE_PERM", "readonly", "cannot be opened", "check the permissions of the file and of its folder"],
  ["SQLITE_BUSY", "locked", "is in use by another process", "wait until the other process is done"],
  ["EACCES", "readonly", "cannot be opened", "check the permissions of the file and of its folder"],
  ["EPERM", "readonly", "cannot be opened", "check the permissions of the file and of its folder"],
  ["EROFS", "readonly", "is on a read-only file system", "name a file elsewhere"],
  ["ELOOP", "failed", "is a link that leads back to itself", "name another file"],
  ["ENAMETOOLONG", "failed", "has a name that is too long", "name another file"],
  ["ENOTDIR", "failed", "cannot be there: what should be its folder is a file", "name another file"],
  ["EDQUOT", "full", "cannot grow: the quota is used up", "free some space and run the same command again"],
  ["EIO", "failed", "cannot be read or written", "check the disk"],
  ["ENOSPC", "full", "cannot be made: the disk is full", "free some space and run the same command again"],
  ["SQLITE_IOERR", "failed", "cannot be read or written", "check the disk and its free space"],
];

/** Whether SQLite (not our own code) threw this. */
export function isSqliteError(error: unknown): error is InstanceType<typeof Database.SqliteError> {
  return error instanceof Database.SqliteError;
}

/**
 * Turns what SQLite or the file system throws into an {@link AccStoreError} that names the file and the cure; anything
 * else is returned as it is, since it is not about the file.
 */
export function storeProblem(error: unknown, path: string): unknown {
  const code = isSqliteError(error) || isSystemError(error) ? error.code : undefined;
  const known = PROBLEMS.find(([prefix]) => code?.startsWith(prefix));
  if (known === undefined) return error;
  const [, problem, words, cure] = known;
  return new AccStoreError(problem, path, `${path} ${words} (${code})`, { cure, cause: error });
}

function isSystemError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}

/** Runs `work` and turns what SQLite throws into an {@link AccStoreError} about `path`. */
export function withStoreProblems<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeProblem(error, path);
  }
}
