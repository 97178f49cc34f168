import Database from "better-sqlite3";

import { AccStoreError } from "./store-error.ts";

/** Before this one, two connections that write and checkpoint at the same time could lose a commit. */
const OLDEST_SAFE = [3, 51, 3] as const;

let checked = false;

/**
 * Refuses to open files with a SQLite that can lose commits.
 *
 * @throws AccStoreError if the SQLite inside better-sqlite3 is older than 3.51.3
 */
export function checkSqliteVersion(path: string): void {
  if (checked) return;
  const memory = new Database(":memory:");
  const version = String(memory.prepare("SELECT sqlite_version()").pluck().get());
  memory.close();
  if (!isSafeSqlite(version)) {
    throw new AccStoreError("failed", path, `cannot open ${path}: SQLite ${version} can lose commits`, {
      cure: `install a better-sqlite3 that brings SQLite ${OLDEST_SAFE.join(".")} or newer`,
    });
  }
  checked = true;
}

/** Whether a SQLite version, such as `3.54.1`, is one that files of ours may be opened with. */
export function isSafeSqlite(version: string): boolean {
  const parts = version.split(".").map(Number);
  for (const [index, needed] of OLDEST_SAFE.entries()) {
    const part = parts[index] ?? 0;
    if (part !== needed) return part > needed;
  }
  return true;
}
