import Database, { type Database as SqliteDatabase } from "better-sqlite3";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";

import { AccConfigError } from "@argo-acc/core";

import type { FileKind } from "../file/file-kind.ts";
import { openFile, type OpenFileOptions } from "../file/open-file.ts";
import { withStoreProblems } from "../file/sqlite-problem.ts";
import { findKnownState, type RunRef } from "./history/find-run.ts";
import { showAsOf } from "./history/show-as-of.ts";
import { tables } from "./migrations/0001-tables.ts";
import { views } from "./migrations/0002-views.ts";
import { windows } from "./migrations/0005-windows.ts";
import { history } from "./migrations/0003-history.ts";
import { rollup } from "./migrations/0004-rollup.ts";
import { refused } from "./migrations/0006-refused.ts";
import { queryMirror, type QueryResult, type SqlValue } from "./query.ts";
import type { RunRecord } from "./runs.ts";
import { mirrorStatus, type MirrorStatus } from "./status.ts";

/** What a mirror is. */
export const MIRROR: FileKind = {
  name: "mirror",
  applicationId: 0x6163_636d, // "accm"
  migrations: [tables, views, history, rollup, windows, refused],
  synchronous: "NORMAL",
};

/** How a mirror is opened. */
export interface OpenMirrorOptions extends OpenFileOptions {
  /** Show the state at the end of this run; needs `readonly`. Default: the present. */
  readonly asOf?: RunRef | undefined;
}

/**
 * Opens the file that holds a copy of a service's data, or makes it.
 *
 * @example
 * using mirror = openMirror("mirror.db");
 * for (const row of mirror.query("SELECT month, total FROM usage_by_month").rows) console.log(row);
 * @throws AccStoreError if the file is missing, a folder, not ours, of another service, newer, damaged, not writable; or
 *   older, if it is opened for reading
 * @throws AccConfigError if there is no run to show as `asOf` says
 */
export function openMirror(path: string, options: OpenMirrorOptions = {}): Mirror {
  const { asOf } = options;
  if (asOf !== undefined && options.readonly !== true) {
    throw new AccConfigError(`${path} cannot be opened as of run ${asOf} for writing`, {
      cure: "open it with readonly: true; only the present is written",
    });
  }
  // what an older format held cannot be shown
  const { database, endpoint } = openFile(
    path,
    MIRROR,
    asOf === undefined ? options : { ...options, anyOlder: false },
  );
  if (!database.readonly) {
    database.pragma("mmap_size = 0");
    database.pragma("cache_size = -16000");
  }
  const mirror = new Mirror(path, endpoint, database);
  return asOf === undefined ? mirror : shownAsOf(mirror, asOf);
}

/** The same mirror, showing its state at the end of a run. */
function shownAsOf(mirror: Mirror, asOf: RunRef): Mirror {
  const { path, endpoint, database } = mirror;
  try {
    return withStoreProblems(path, () => {
      const run = findKnownState(mirror, asOf);
      showAsOf(database, run.id);
      return new Mirror(path, endpoint, database, run);
    });
  } catch (error) {
    mirror.close();
    throw error;
  }
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
  /** The run at whose end the mirror is shown; `undefined` for the present. */
  readonly asOf: RunRecord | undefined;
  #reader: SqliteDatabase | undefined;

  constructor(path: string, endpoint: string, database: SqliteDatabase, asOf?: RunRecord) {
    this.path = path;
    this.endpoint = endpoint;
    this.database = database;
    this.tables = drizzle({ client: database });
    this.asOf = asOf;
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
