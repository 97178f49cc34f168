import type { Database } from "better-sqlite3";

import { END_ROUNDED_UP, monthSums, SUMS } from "../migrations/0004-rollup.ts";

/** The sums of a number of metrics. */
export interface Sums {
  /** Of the finite values; `null` if they overflow in both directions. */
  readonly total: number | null;
  /** Of their sizes. */
  readonly magnitude: number;
  /** How many metrics, with those whose value is not finite. */
  readonly count: number;
  readonly nan: number;
  readonly plus: number;
  readonly minus: number;
}

/** The sums of the metrics of one path, definition, name and unit whose periods start in one month. */
export interface MonthSums extends Sums {
  readonly metric_definition_id: string;
  readonly metric_name: string;
  readonly unit_type: string;
  /** The earliest and the latest start. Milliseconds since the epoch. */
  readonly first_start: number;
  readonly last_start: number;
  /** The latest end, rounded up. */
  readonly last_end: number;
}

/** Reads the sums of months. */
export interface MonthReader {
  /** Those of a path: from the rollup, unless its metrics have changed since. */
  months(path: number, isStale: boolean): MonthSums[];
  /** Those metrics of a month whose periods lie inside, ends included: milliseconds since the epoch. */
  inside(path: number, month: MonthSums, from: number, to: number): Sums;
}

export function monthReader(database: Database): MonthReader {
  const columns = `c.metric_definition_id, c.metric_name, c.unit_type, s.total, s.magnitude, s.count, s.nan, s.plus,
    s.minus, s.first_start, s.last_start, s.last_end`;
  const order = "ORDER BY c.metric_definition_id, s.first_start, s.context";
  const kept = database.prepare<[number], MonthSums>(
    `SELECT ${columns} FROM month_usage s JOIN metric_context c ON c.key = s.context WHERE s.path = ? ${order}`,
  );
  const computed = database.prepare<[number], MonthSums>(
    `SELECT ${columns} FROM (${monthSums("m.path = ?")}) s JOIN metric_context c ON c.key = s.context ${order}`,
  );
  const inside = database.prepare<[Readonly<Record<string, number | string>>], Sums>(
    `SELECT ${SUMS} FROM metric m JOIN metric_context c ON c.key = m.context
     WHERE m.path = @path AND m.start_ms BETWEEN max(@from, @first_start) AND @last_start
       AND ${END_ROUNDED_UP} <= @to AND m.gone_run IS NULL AND c.metric_definition_id = @metric_definition_id
       AND c.metric_name = @metric_name AND c.unit_type = @unit_type`,
  );
  return {
    months: (path, isStale) => (isStale ? computed : kept).all(path),
    inside(path, month, from, to) {
      const { first_start, last_start, metric_definition_id, metric_name, unit_type } = month;
      const which = { metric_definition_id, metric_name, unit_type };
      return inside.get({ path, from, to, first_start, last_start, ...which }) ?? NOTHING;
    },
  };
}

/** The sums of no metrics. */
export const NOTHING: Sums = { total: 0, magnitude: 0, count: 0, nan: 0, plus: 0, minus: 0 };

/** The sums of two numbers of metrics together. */
export function addSums(a: Sums, b: Sums): Sums {
  return {
    total: a.total === null || b.total === null ? null : a.total + b.total,
    magnitude: a.magnitude + b.magnitude,
    count: a.count + b.count,
    nan: a.nan + b.nan,
    plus: a.plus + b.plus,
    minus: a.minus + b.minus,
  };
}

/** The sum as a double, those of values that are not finite included. */
export function totalOf({ total, nan, plus, minus }: Sums): number {
  if (nan > 0 || total === null || (plus > 0 && minus > 0)) return Number.NaN;
  if (plus > 0) return Number.POSITIVE_INFINITY;
  return minus > 0 ? Number.NEGATIVE_INFINITY : total;
}
