import { restoreId } from "./metric-id.ts";
import { type MetricRow, rowKey } from "./metric-row.ts";
import {
  cellsOf,
  INSERTED_TOGETHER,
  isSame,
  type LocalRow,
  type MetricStatements,
} from "./metric-statements.ts";

/** What became of the rows that came, and how many rows of the mirror did not. */
export interface Changes {
  added: number;
  changed: number;
  unchanged: number;
  missed: number;
}

export function noChanges(): Changes {
  return { added: 0, changed: 0, unchanged: 0, missed: 0 };
}

/** Whether anything the mirror shows is different now, or may soon be. */
export function isTouched({ added, changed, missed }: Changes): boolean {
  return added + changed + missed > 0;
}

/** The id and start of a row of the mirror, as {@link MetricRow.key} has them. */
export function keyOf([start, id]: LocalRow): string {
  return rowKey(start, restoreId(id));
}

export function isGone(local: LocalRow): boolean {
  return local[9] !== null;
}

/** Makes a row of the mirror what the service has; a suspect that is seen is none any more. */
export function updateRow(
  statements: MetricStatements,
  local: LocalRow,
  row: MetricRow,
  options: { readonly haveSuspects: boolean; readonly changes: Changes },
): void {
  const { path, end, value, special, context, group, user, extra } = row;
  const [start, id] = local;
  if (options.haveSuspects) statements.clear.run(path, start, id);
  if (!isGone(local) && isSame(row, local)) {
    options.changes.unchanged += 1;
    return;
  }
  statements.update.run(end, value, special, context, group, user, extra, path, start, id);
  options.changes[isGone(local) ? "added" : "changed"] += 1;
}

/** Adds rows that the mirror does not have. */
export function insertRows(
  statements: MetricStatements,
  rows: readonly MetricRow[],
  options: { readonly run: number; readonly changes: Changes },
): void {
  const { run, changes } = options;
  const together = rows.length - (rows.length % INSERTED_TOGETHER);
  for (let at = 0; at < together; at += INSERTED_TOGETHER) {
    statements.insertMany.run(rows.slice(at, at + INSERTED_TOGETHER).flatMap((row) => cellsOf(row, run)));
  }
  for (const row of rows.slice(together)) statements.insert.run(cellsOf(row, run));
  changes.added += rows.length;
}
