import type { Database } from "better-sqlite3";

/** A table of which the mirror knows what its rows were: for `project` that is `project_was`. */
export interface RememberedTable {
  readonly table: string;
  /** The columns that identify a row. */
  readonly key: readonly string[];
}

const ID = ["id"];

/** Every table that has a past. The migration `history` makes their tables and triggers. */
export const REMEMBERED_TABLES: readonly RememberedTable[] = [
  { table: "grant_state", key: ["key"] },
  { table: "project", key: ID },
  { table: "provider", key: ID },
  { table: "installation", key: ID },
  { table: "metric_definition", key: ["metric_definition_id"] },
  { table: "unit_type", key: ID },
  { table: "metric_type", key: ID },
  { table: "capacity", key: ID },
  { table: "metric", key: ["path", "id", "start_ms"] },
];

/** The names of the columns of a table, in their order. */
export function columnsOf(database: Database, table: string): string[] {
  return database
    .prepare<[string], string>("SELECT name FROM pragma_table_info(?, 'main') ORDER BY cid")
    .pluck()
    .all(table);
}

/**
 * The run from whose end on the past is known: the newest there was when the file began to keep it, 0 for one that has
 * always done so.
 */
export function historySince(database: Database): number {
  const since = database
    .prepare<[], string>("SELECT value FROM main.file_info WHERE key = 'history_since'")
    .pluck()
    .get();
  return Number(since ?? 0);
}
