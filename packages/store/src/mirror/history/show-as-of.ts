import type { Database } from "better-sqlite3";

import { columnsOf, REMEMBERED_TABLES, type RememberedTable } from "./remembered.ts";

/**
 * Makes a connection show the mirror as it was at the end of a run: temporary views stand before the tables, with the
 * same names and columns, and before the public views, which are made again over them. Whatever reads by name reads then.
 * The file is not written, and the runs after stay as they are.
 */
export function showAsOf(database: Database, run: number): void {
  for (const table of REMEMBERED_TABLES) {
    database.exec(`CREATE TEMP VIEW ${table.table} AS ${rowsAsOf(database, table, run)}`);
  }
  database.exec(`CREATE TEMP VIEW run AS SELECT * FROM main.run WHERE id <= ${run}`);
  database.exec(`CREATE TEMP VIEW metric_path AS ${pathsAsOf(database)}`);
  const views = database
    .prepare<[], string>("SELECT sql FROM main.sqlite_schema WHERE type = 'view' ORDER BY rowid")
    .pluck()
    .all();
  for (const sql of views) database.exec(sql.replace(/^CREATE VIEW/, "CREATE TEMP VIEW"));
}

/**
 * SQL for the rows of a table at the end of a run: those that no later run changed, and of the others what they were
 * before the first later run that did.
 */
export function rowsAsOf(database: Database, { table, key }: RememberedTable, run: number): string {
  const columns = columnsOf(database, table);
  const of = (alias: string) => columns.map((column) => `${alias}.${column}`).join(", ");
  const same = (one: string, other: string) =>
    key.map((column) => `${one}.${column} = ${other}.${column}`).join(" AND ");
  return `SELECT ${of("t")} FROM main.${table} t
    WHERE t.first_run <= ${run}
      AND NOT EXISTS (SELECT 1 FROM main.${table}_was w WHERE ${same("w", "t")} AND w.run > ${run})
    UNION ALL
    SELECT ${of("w")} FROM main.${table}_was w
    WHERE w.run > ${run} AND w.first_run <= ${run}
      AND NOT EXISTS (SELECT 1 FROM main.${table}_was e WHERE ${same("e", "w")} AND e.run > ${run} AND e.run < w.run)`;
}

/** SQL for the paths, counted anew; the sums that are kept of them are those of today, so none may be used. */
function pathsAsOf(database: Database): string {
  const counted: Readonly<Record<string, string>> = {
    metrics: "(SELECT count(*) FROM temp.metric m WHERE m.path = p.key AND m.gone_run IS NULL) AS metrics",
    stale: "1 AS stale",
  };
  const columns = columnsOf(database, "metric_path").map((column) => counted[column] ?? `p.${column}`);
  return `SELECT ${columns.join(", ")} FROM main.metric_path p`;
}
