import Database, { type Database as SqliteDatabase } from "better-sqlite3";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";

import type { FileKind } from "../file/file-kind.ts";
import { openFile, type OpenFileOptions } from "../file/open-file.ts";
import { withStoreProblems } from "../file/sqlite-problem.ts";
import { tables } from "./migrations/0001-tables.ts";
import { views } from "./migrations/0002-views.ts";
import { windows } from "./migrations/0005-windows.ts";
import { history } from "./migrations/0003-history.ts";
import { rollup } from "./migrations/0004-rollup.ts";
import { queryMirror, type QueryResult, type SqlValue } from "./query.ts";
import { mirrorStatus, type MirrorStatus } from "./status.ts";

const MIRROR: FileKind = {
  name: "mirror",
  applicationId: 0x6163_636d, // "accm"
  migrations: [tables, views, history, rollup, windows],
  synchronous: "NORMAL",
};

/**
 * Opens the file that holds a copy of a service's data, or makes it.
 *
 * @example
 * using mirror = openMirror("mirror.db");
 * for (const row of mirror.query("SELECT month, total FROM usage_by_month").rows) console.log(row);
 * @throws AccStoreError if the file is missing, a folder, not ours, of another service, newer, damaged or not writable
 */
export function openMirror(path: string, options: OpenFileOptions = {}): Mirror {
  const { database, endpoint } = openFile(path, MIRROR, options);
  if (!database.readonly) {
    database.pragma("mmap_size = 0");
    database.pragma("cache_size = -16000");
  }
  return new Mirror(path, endpoint, database);
}

/** A copy of a service's data in one SQLite file. The views are its public schema; see the package's README. */
export class Mirror implements Disposable {
  /** The file. */
  readonly path: string;
  /** The service the file belongs to. */
  readonly endpoint: string;
  /** For the functions of this package only: the connection that writes, unless the mirror is open for reading. */
  readonly database: SqliteDatabase;
  /** For the functions of this package only: typed queries where speed does not matter. */
  readonly tables: BetterSQLite3Database;
  #reader: SqliteDatabase | undefined;

  constructor(path: string, endpoint: string, database: SqliteDatabase) {
    this.path = path;
    this.endpoint = endpoint;
    this.database = database;
    this.tables = drizzle({ client: database });
  }

  /** For the functions of this package only: a connection that cannot write. It sees what has been committed. */
  get reader(): SqliteDatabase {
    if (this.database.readonly) return this.database;
    this.#reader ??= withStoreProblems(this.path, () => new Database(this.path, { readonly: true }));
    return this.#reader;
  }

  /**
   * Runs one SQL statement that reads, over the views and tables of the file.
   *
   * @param params values for `?`, in order
   * @throws AccStoreError `store_query` for a statement that writes, that returns no rows, or that is no SQL
   */
  query(sql: string, params: readonly SqlValue[] = []): QueryResult {
    return queryMirror(this, sql, params);
  }

  /** What the file holds, how far each grant was read, and the last run. */
  status(): MirrorStatus {
    return withStoreProblems(this.path, () => mirrorStatus(this));
  }

  close(): void {
    this.#reader?.close();
    this.database.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * Runs `work` in one transaction: all of what it stores, or nothing. Calls may be nested; `work` must not wait.
 *
 * @throws AccStoreError if the disk is full, the file damaged or in use
 */
export function inTransaction<T>(mirror: Mirror, work: () => T): T {
  return withStoreProblems(mirror.path, () => mirror.database.transaction(work).immediate());
}
