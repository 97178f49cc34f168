import type { Database, Statement } from "better-sqlite3";

import { metricCells, type RowCell } from "../metric-cells.ts";
import { restoreId } from "../metric-id.ts";
import type { Mirror } from "../mirror.ts";
import type { StoredMetric, StoredPath } from "../stored-metrics.ts";
import type { Change, ChangedRow } from "./change.ts";
import { changesOfMetric } from "./pair-starts.ts";
import { rowsAsOf } from "./show-as-of.ts";

/** The two ends of a comparison: the ends of two runs. */
interface Span {
  readonly since: number;
  readonly until: number;
}

/** What a metric was, or became: its columns, and before them the side and whether it was gone. */
type Side = [isAfter: 0 | 1, goneRun: number | null, ...metric: StoredMetric];

const METRIC_KEY = ["path", "id", "start_ms"];

const CELLS = "m.id, m.start_ms, m.end_ms, m.value, m.special, m.context, g.text, u.text, m.extra";

const LABELS = `LEFT JOIN main.metric_label g ON g.key = m.group_label
  LEFT JOIN main.metric_label u ON u.key = m.user_label`;

/**
 * The changes of metrics from the end of one run to the end of another, path by path: first those seen for the first
 * time, by period start, then the others by id. A metric whose period starts elsewhere now is one change of its start.
 * Rows are read as they are asked for.
 */
export function* readMetricChanges(
  { reader }: Mirror,
  since: number,
  until: number,
): Generator<Change, void, undefined> {
  const span = { since, until };
  const columns = reader.prepare("SELECT * FROM metrics LIMIT 0").columns();
  const names = columns.map(({ name }) => name);
  const cellsIn = metricCells(reader);
  const rowOf = (cells: readonly RowCell[]): ChangedRow => {
    const row: Record<string, RowCell> = {};
    for (const [index, name] of names.entries()) row[name] = cells[index] ?? null;
    return row;
  };
  const added = haveRowsAdded(reader, span) ? newMetrics(reader, span) : undefined;
  const isTouched = reader
    .prepare<[number], number>(`SELECT 1 FROM main.metric_was x WHERE path = ? AND ${inSpan(span)} LIMIT 1`)
    .pluck();
  const touched = touchedMetrics(reader, span);
  // while this statement is not at its end the connection keeps looking at one state of the file
  const paths = reader.prepare<[], StoredPath>(
    `SELECT key, project_id, provider_id, installation_id FROM main.metric_path
     ORDER BY path, project_id, provider_id`,
  );
  for (const path of paths.iterate()) {
    const cellsOf = cellsIn(path);
    for (const metric of added?.iterate(path.key) ?? []) {
      const row = rowOf(cellsOf(metric));
      yield { entity: "metrics", change: "added", id: restoreId(metric[0]), row, fields: {} };
    }
    if (isTouched.get(path.key) === undefined) continue;
    for (const sides of groupById(touched.iterate({ path: path.key }))) {
      if (isUnchanged(sides)) continue;
      const states = sides.map(([isAfter, goneRun, ...metric]) => ({
        isAfter: isAfter === 1,
        isGone: goneRun !== null,
        start: metric[1],
        row: rowOf(cellsOf(metric)),
      }));
      yield* changesOfMetric(restoreId(sides[0]?.[2] ?? ""), states);
    }
  }
}

/** Whether any run of the span stored a row that was not there: if not, the whole table need not be looked through. */
function haveRowsAdded(reader: Database, { since, until }: Span): boolean {
  return (
    reader
      .prepare<[number, number], number>(
        "SELECT EXISTS (SELECT 1 FROM main.run WHERE id > ? AND id <= ? AND added + changed <> 0)",
      )
      .pluck()
      .get(since, until) === 1
  );
}

/** The metrics of a path that were seen first in the span, and of which nothing else changed in it. */
function newMetrics(reader: Database, span: Span): Statement<[number], StoredMetric> {
  const { since, until } = span;
  return reader
    .prepare<[number], StoredMetric>(
      `SELECT ${CELLS} FROM main.metric m ${LABELS}
       WHERE m.path = ? AND m.first_run > ${since} AND m.first_run <= ${until} AND m.gone_run IS NULL
         AND NOT ${wasTouched(span)}
       ORDER BY m.start_ms, m.id`,
    )
    .raw();
}

/** Both states of the metrics of a path that changed in the span, id by id. */
function touchedMetrics(reader: Database, span: Span): Statement<[{ path: number }], Side> {
  const side = (isAfter: 0 | 1, run: number) =>
    `SELECT ${isAfter} AS is_after, m.gone_run, ${CELLS}
     FROM (${rowsAsOf(reader, { table: "metric", key: METRIC_KEY }, run)}) m ${LABELS}
     WHERE m.path = @path AND ${wasTouched(span)}`;
  return reader
    .prepare<[{ path: number }], Side>(
      `${side(0, span.since)} UNION ALL ${side(1, span.until)} ORDER BY id, is_after, start_ms`,
    )
    .raw();
}

function wasTouched(span: Span): string {
  return `EXISTS (SELECT 1 FROM main.metric_was x WHERE x.path = m.path AND x.id = m.id AND ${inSpan(span)})`;
}

/** SQL for what rows `x` were because of a change in the span, or after one in which they were seen first. */
function inSpan({ since, until }: Span): string {
  return `x.run > ${since} AND (x.run <= ${until} OR x.first_run > ${since})`;
}

/** Whether a metric is on both sides the same, without making rows of them. */
function isUnchanged(sides: readonly Side[]): boolean {
  const [before, after] = sides;
  if (before === undefined || after === undefined || sides.length !== 2) return false;
  return (
    before[0] === 0 &&
    after[0] === 1 &&
    before.every((cell, at) => at === 0 || at === 2 || Object.is(cell, after[at]))
  );
}

/** Rows that follow one another with the same id, together. */
function* groupById(rows: Iterable<Side>): Generator<Side[], void, undefined> {
  let group: Side[] = [];
  let last: string | undefined;
  for (const row of rows) {
    const id = restoreId(row[2]);
    if (group.length > 0 && id !== last) {
      yield group;
      group = [];
    }
    last = id;
    group.push(row);
  }
  if (group.length > 0) yield group;
}
