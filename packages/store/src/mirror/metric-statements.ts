import type { Database, Statement } from "better-sqlite3";

import type { StoredId } from "./metric-id.ts";
import type { MetricRow } from "./metric-row.ts";

/** A row of the mirror, as the comparison of a window reads it. */
export type LocalRow = [
  start: number,
  id: StoredId,
  end: number,
  value: number | null,
  special: number | null,
  context: number,
  group: number | null,
  user: number | null,
  extra: string | null,
  gone: number | null,
];

/** Which paths to look at: those of a grant, in a half-open range. `null` = any. */
export interface PathRange {
  readonly project: string | null;
  readonly provider: string | null;
  readonly installation: string | null;
  readonly from: string | null;
  readonly until: string | null;
}

/** Rows of the mirror that are compared at a time, so that memory does not depend on the size of a window. */
export const CHUNK = 2000;

/** Rows that one statement inserts. */
export const INSERTED_TOGETHER = 25;

/** Whether a row of the mirror is as the service has it. */
export function isSame(row: MetricRow, local: LocalRow): boolean {
  const [, , end, value, special, context, group, user, extra] = local;
  return (
    row.end === end &&
    row.value === value &&
    row.special === special &&
    row.context === context &&
    row.group === group &&
    row.user === user &&
    row.extra === extra
  );
}

type RowKey = [path: number, start: number, id: StoredId];
type Cell = number | string | null;
type InsertedCell = Cell | StoredId;

/** A new row, in the order of the columns that are inserted. */
export function cellsOf(row: MetricRow, run: number): InsertedCell[] {
  const { path, start, id, end, value, special, context, group, user, extra } = row;
  return [path, start, id, end, value, special, context, group, user, run, extra];
}

function insertSql(rows: number): string {
  const tuples = Array.from({ length: rows }, () => "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  return `INSERT INTO metric (path, start_ms, id, end_ms, value, special, context, group_label, user_label,
     first_run, extra) VALUES ${tuples.join(", ")}`;
}

/** What storing a window runs, once for each row at the most. */
export interface MetricStatements {
  /** The keys of the paths in a range. */
  readonly paths: Statement<[PathRange], number>;
  /** The rows of a path after one row and before a start. */
  readonly local: Statement<[...RowKey, until: number], LocalRow>;
  /** One row of a path. */
  readonly one: Statement<RowKey, LocalRow>;
  readonly insert: Statement<[InsertedCell[]]>;
  /** The same for {@link INSERTED_TOGETHER} rows, one after the other: a third less work than one by one. */
  readonly insertMany: Statement<[InsertedCell[]]>;
  readonly update: Statement<[...Cell[], ...RowKey]>;
  /** 1 if there are any. */
  readonly haveSuspects: Statement<[], number>;
  /** 1 if it is one. */
  readonly isSuspect: Statement<RowKey, number>;
  readonly suspect: Statement<[...RowKey, run: number]>;
  readonly clear: Statement<RowKey>;
  /** Adds to the number of rows a path shows, and tells it. */
  readonly countPath: Statement<[added: number, path: number], number>;
  /** The keys of what metrics of a definition were written with. */
  readonly contexts: Statement<[metric_definition_id: string], number>;
  readonly countRun: Statement<[added: number, changed: number, unchanged: number, run: number]>;
}

const LOCAL = `SELECT start_ms, id, end_ms, value, special, context, group_label, user_label, extra, gone_run
  FROM metric`;

export function metricStatements(database: Database): MetricStatements {
  return {
    paths: database
      .prepare<[PathRange], number>(
        `SELECT key FROM metric_path
         WHERE (@project IS NULL OR project_id = @project) AND (@provider IS NULL OR provider_id = @provider)
           AND (@installation IS NULL OR installation_id = @installation)
           AND path >= coalesce(@from, '') AND (@until IS NULL OR path < @until)`,
      )
      .pluck(),
    local: database
      .prepare<[...RowKey, until: number], LocalRow>(
        `${LOCAL} WHERE path = ? AND (start_ms, id) > (?, ?) AND start_ms < ?
         ORDER BY start_ms, id LIMIT ${CHUNK}`,
      )
      .raw(),
    one: database.prepare<RowKey, LocalRow>(`${LOCAL} WHERE path = ? AND start_ms = ? AND id = ?`).raw(),
    insert: database.prepare<[InsertedCell[]]>(insertSql(1)),
    insertMany: database.prepare<[InsertedCell[]]>(insertSql(INSERTED_TOGETHER)),
    update: database.prepare<[...Cell[], ...RowKey]>(
      `UPDATE metric SET end_ms = ?, value = ?, special = ?, context = ?, group_label = ?, user_label = ?,
         extra = ?, gone_run = NULL WHERE path = ? AND start_ms = ? AND id = ?`,
    ),
    haveSuspects: database.prepare<[], number>("SELECT EXISTS (SELECT 1 FROM suspect)").pluck(),
    isSuspect: database
      .prepare<RowKey, number>("SELECT 1 FROM suspect WHERE path = ? AND start_ms = ? AND id = ?")
      .pluck(),
    suspect: database.prepare<[...RowKey, run: number]>(
      `INSERT INTO suspect (path, start_ms, id, run, misses) VALUES (?, ?, ?, ?, 1)
       ON CONFLICT DO UPDATE SET misses = misses + 1`,
    ),
    clear: database.prepare<RowKey>("DELETE FROM suspect WHERE path = ? AND start_ms = ? AND id = ?"),
    countPath: database
      .prepare<[added: number, path: number], number>(
        "UPDATE metric_path SET metrics = metrics + ? WHERE key = ? RETURNING metrics",
      )
      .pluck(),
    contexts: database
      .prepare<[string], number>("SELECT key FROM metric_context WHERE metric_definition_id = ?")
      .pluck(),
    countRun: database.prepare<[added: number, changed: number, unchanged: number, run: number]>(
      "UPDATE run SET added = added + ?, changed = changed + ?, unchanged = unchanged + ? WHERE id = ?",
    ),
  };
}
