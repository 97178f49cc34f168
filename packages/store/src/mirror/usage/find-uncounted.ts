import { withStoreProblems } from "../../file/sqlite-problem.ts";
import { END_ROUNDED_UP } from "../migrations/0004-rollup.ts";
import type { Mirror } from "../mirror.ts";
import type { Cut } from "./cut-window.ts";
import type { UsageWindow } from "./usage.ts";
import { windowBounds } from "./usage.ts";
import { eachPair, type PairIds, type ReportedGrant } from "./used-pairs.ts";

/** A pair with metrics that no report of a window counts. */
export interface UncountedPair extends PairIds {
  /** How many metrics. */
  readonly count: number;
}

/**
 * The metrics whose periods start in a window, but that the report of the window counts nowhere: they go across a change
 * of capacity, or end after the window. Over all time also those that start outside the years 1 to 9999.
 *
 * @param starts which starts belong to it: those of the window's days, or any at all
 */
export function findUncounted(
  mirror: Mirror,
  grant: ReportedGrant,
  window: UsageWindow,
  starts: "in the window" | "any",
): UncountedPair[] {
  const { from, to } = windowBounds(window);
  const { database } = mirror;
  const count = (cuts: readonly Cut[]) =>
    database
      .prepare<[number, string, number, number, ...number[]], number>(
        `SELECT count(*) FROM metric m JOIN metric_context c ON c.key = m.context
         WHERE m.path = ? AND c.metric_definition_id = ? AND m.gone_run IS NULL
           AND m.start_ms >= ? AND m.start_ms < ?
           ${cuts.map(() => `AND NOT (m.start_ms >= ? AND ${END_ROUNDED_UP} <= ?)`).join(" ")}`,
      )
      .pluck();
  const [first, end] = starts === "any" ? [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] : [from, to];
  return withStoreProblems(mirror.path, () =>
    eachPair(mirror, grant, window, ({ path, months, cuts, ...ids }) => {
      const isCounted = months.every(
        (month) =>
          month.last_start < first ||
          month.first_start >= end ||
          cuts.some((cut) => month.first_start >= cut.from && month.last_end <= cut.to),
      );
      if (isCounted) return [];
      const edges = cuts.flatMap((cut) => [cut.from, cut.to]);
      const uncounted = count(cuts).get(path, ids.metric_definition_id, first, end, ...edges) ?? 0;
      return uncounted === 0 ? [] : [{ ...ids, count: uncounted }];
    }).flat(),
  );
}
