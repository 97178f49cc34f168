import type { Database } from "better-sqlite3";

import type { FileKind } from "./file-kind.ts";
import { AccStoreError } from "./store-error.ts";

/** The table, in both kinds of file, that says which service the file belongs to. Part of each first migration. */
export const FILE_INFO_SQL = `
CREATE TABLE file_info (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

/**
 * Ties a new file to its service for good, or checks that an existing one belongs to it.
 *
 * @param endpoint the service with its base path; `undefined` takes the file's own
 * @returns the service the file belongs to
 * @throws AccStoreError if the file belongs to another service, or is new and no endpoint was given
 */
export function bindService(
  database: Database,
  path: string,
  kind: FileKind,
  endpoint: string | undefined,
): string {
  const read = database.prepare<[], string>("SELECT value FROM file_info WHERE key = 'endpoint'").pluck();
  let bound = read.get();
  if (bound === undefined && endpoint !== undefined && !database.readonly) {
    database.prepare("INSERT OR IGNORE INTO file_info (key, value) VALUES ('endpoint', ?)").run(endpoint);
    bound = read.get();
  }
  if (bound === undefined) throw emptyFile(path, kind);
  if (endpoint !== undefined && endpoint !== bound) {
    throw new AccStoreError("other_service", path, `${path} belongs to ${bound}, not to ${endpoint}`, {
      cure: `use another file with --${kind.name}, or --endpoint ${bound}`,
    });
  }
  return bound;
}

/** A file that belongs to no service yet. */
export function emptyFile(path: string, kind: FileKind): AccStoreError {
  return new AccStoreError("missing", path, `${path} is an empty ${kind.name} file`, {
    cure: kind.name === "mirror" ? "fill it with argo-acc pull" : "fill it with argo-acc add",
  });
}
