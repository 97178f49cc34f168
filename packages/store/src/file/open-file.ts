import { statSync } from "node:fs";
import { dirname } from "node:path";

import type { Database as SqliteDatabase } from "better-sqlite3";

import { bindService, emptyFile } from "./bind-service.ts";
import { checkSqliteVersion } from "./check-sqlite-version.ts";
import type { FileKind } from "./file-kind.ts";
import { migrate, schemaVersion } from "./migrate.ts";
import { openDatabase } from "./open-database.ts";
import { makePrivateFile } from "./private-file.ts";
import { withStoreProblems } from "./sqlite-problem.ts";
import { AccStoreError } from "./store-error.ts";

/** How a file of ours is opened. */
export interface OpenFileOptions {
  /** The service the file belongs to. Needed to create one; checked against the file's own where both are known. */
  readonly endpoint?: string | undefined;
  /** Open for reading only. Default `false`. */
  readonly readonly?: boolean | undefined;
  /**
   * With `readonly`: open a file of an older format too, as it is. What newer formats have is not in it, so nearly
   * nothing can be done with it but to copy it. Default `false`.
   */
  readonly anyOlder?: boolean | undefined;
  /** Make the file if there is none. Default: not when `readonly`, and only with an `endpoint`. */
  readonly create?: boolean | undefined;
}

/** A file of ours, open, checked and up to date. */
export interface OpenFile {
  readonly database: SqliteDatabase;
  /** The service the file belongs to. */
  readonly endpoint: string;
}

/**
 * Opens a file of ours, or makes it with mode 0600. Whatever is refused is left exactly as it was.
 *
 * @throws AccStoreError if the file is missing, a folder, not ours, of another service, newer, damaged, not writable; or
 *   older, if it is opened for reading
 */
export function openFile(path: string, kind: FileKind, options: OpenFileOptions = {}): OpenFile {
  checkSqliteVersion(path);
  const readonly = options.readonly ?? false;
  const create = options.create ?? (!readonly && options.endpoint !== undefined);
  return withStoreProblems(path, () => {
    checkPath(path, kind, { readonly, create });
    if (create) makePrivateFile(path);
    const database = openDatabase(path, kind, readonly);
    try {
      checkIdentity(database, path, kind, { readonly, anyOlder: options.anyOlder ?? false });
      // Before anything is written.
      if (schemaVersion(database) > 0) bindService(database, path, kind, options.endpoint);
      else if (options.endpoint === undefined) throw emptyFile(path, kind);
      if (!readonly) prepareForWriting(database, kind);
      return { database, endpoint: bindService(database, path, kind, options.endpoint) };
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

const NAMES = { mirror: "a mirror", outbox: "an outbox" } as const;
const HOW_TO_UPDATE = {
  mirror:
    "run argo-acc pull once, which brings the file up to date; argo-acc backup FILE copies it before that, as it is",
  outbox: "run argo-acc push once, which brings the file up to date",
} as const;
const HOW_TO_MAKE = { mirror: "make it with argo-acc pull", outbox: "make it with argo-acc add" } as const;

function checkPath(path: string, kind: FileKind, how: { readonly: boolean; create: boolean }): void {
  const file = statSync(path, { throwIfNoEntry: false });
  if (file === undefined) {
    if (!how.create) {
      throw new AccStoreError("missing", path, `there is no ${kind.name} file ${path}`, {
        cure: HOW_TO_MAKE[kind.name],
      });
    }
    if (statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new AccStoreError("missing", path, `cannot make ${path}: there is no folder ${dirname(path)}`, {
        cure: `make the folder first: mkdir -p ${dirname(path)}`,
      });
    }
    return;
  }
  if (file.isDirectory()) {
    throw new AccStoreError("directory", path, `${path} is a folder, not ${NAMES[kind.name]} file`, {
      cure: `name a file in it, such as ${path.replace(/\/+$/, "")}/${kind.name}.db`,
    });
  }
  // Root may write any file; one whose write bits are all off is meant to stay as it is all the same.
  if (!how.readonly && (file.mode & 0o222) === 0) {
    throw new AccStoreError("readonly", path, `${path} is read-only`, {
      cure: `allow writing: chmod u+w ${path}`,
    });
  }
}

function checkIdentity(
  database: SqliteDatabase,
  path: string,
  kind: FileKind,
  { readonly, anyOlder }: { readonly readonly: boolean; readonly anyOlder: boolean },
): void {
  // In this order: a file another process is making right now is empty first, and ours next.
  const isEmpty = Number(database.pragma("page_count", { simple: true })) === 0;
  const applicationId = applicationIdOf(database);
  if (isEmpty && readonly) {
    throw new AccStoreError("missing", path, `${path} is empty`, { cure: HOW_TO_MAKE[kind.name] });
  }
  if (applicationId !== kind.applicationId && !isEmpty) {
    throw new AccStoreError("not_ours", path, `${path} is not ${NAMES[kind.name]} file of argo-acc`, {
      cure: `name another file with --${kind.name}; this one was left as it is`,
    });
  }
  const version = schemaVersion(database);
  if (version > kind.migrations.length) {
    throw new AccStoreError(
      "newer",
      path,
      `${path} was written by a newer argo-acc (format ${version}, this one knows ${kind.migrations.length})`,
      { cure: "use that version of argo-acc, or a newer one" },
    );
  }
  if (readonly && !anyOlder && version < kind.migrations.length) {
    throw new AccStoreError("older", path, `${path} was written by an older argo-acc (format ${version})`, {
      cure: HOW_TO_UPDATE[kind.name],
    });
  }
}

function prepareForWriting(database: SqliteDatabase, kind: FileKind): void {
  database.pragma(`synchronous = ${kind.synchronous}`);
  database.pragma("foreign_keys = ON");
  // Before anything else is in the file: whenever the process ends from here on, what it leaves is ours.
  if (applicationIdOf(database) !== kind.applicationId) {
    database.pragma(`application_id = ${kind.applicationId}`);
  }
  database.pragma("journal_mode = WAL");
  migrate(database, kind.migrations);
}

function applicationIdOf(database: SqliteDatabase): number {
  return Number(database.pragma("application_id", { simple: true }));
}
