import { closeSync, openSync, readSync } from "node:fs";

import Database, { type Database as SqliteDatabase } from "better-sqlite3";

import type { FileKind } from "./file-kind.ts";
import { isSqliteError } from "./sqlite-problem.ts";

/** How long a connection waits for another one, in milliseconds. */
const PATIENCE_MS = 10_000;

/** Where SQLite keeps the `application_id` in a file. */
const APPLICATION_ID_AT = 68;

/**
 * Connects to a file. A process that was killed while it made the file, before its log was in use, has left a journal:
 * only a connection that may write can roll it back, so one is opened for that first, if the file is of our kind.
 */
export function openDatabase(path: string, kind: FileKind, readonly: boolean): SqliteDatabase {
  try {
    return connect(path, readonly);
  } catch (error) {
    const isHalfWritten = isSqliteError(error) && error.code === "SQLITE_READONLY_ROLLBACK";
    if (!isHalfWritten || applicationIdIn(path) !== kind.applicationId) throw error;
    connect(path, false).close();
    return connect(path, readonly);
  }
}

/** Reads a little at once, since only then SQLite looks at the file. */
function connect(path: string, readonly: boolean): SqliteDatabase {
  const database = new Database(path, { readonly, fileMustExist: true, timeout: PATIENCE_MS });
  try {
    database.pragma("schema_version");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function applicationIdIn(path: string): number {
  const bytes = Buffer.alloc(4);
  const file = openSync(path, "r");
  try {
    readSync(file, bytes, 0, bytes.length, APPLICATION_ID_AT);
  } finally {
    closeSync(file);
  }
  return bytes.readInt32BE();
}
