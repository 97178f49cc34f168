import { monthSums } from "../migrations/0004-rollup.ts";
import { inTransaction, type Mirror } from "../mirror.ts";

/**
 * Brings the kept sums by month up to date for the paths whose metrics changed, each in a transaction of its own. Costs
 * nothing where nothing changed.
 *
 * @returns how many paths that were
 */
export function refreshRollup(mirror: Mirror): number {
  const { database } = mirror;
  const stale = database.prepare<[], number>("SELECT key FROM metric_path WHERE stale <> 0").pluck().all();
  if (stale.length === 0) return 0;
  const clear = database.prepare<[number]>("DELETE FROM month_usage WHERE path = ?");
  const fill = database.prepare<[number]>(
    `INSERT INTO month_usage (path, context, month, project, total, magnitude, count, nan, plus, minus,
       first_start, last_start, last_end) ${monthSums("m.path = ?")}`,
  );
  const settle = database.prepare<[number]>("UPDATE metric_path SET stale = 0 WHERE key = ?");
  for (const path of stale) {
    inTransaction(mirror, () => {
      clear.run(path);
      fill.run(path);
      settle.run(path);
    });
  }
  return stale.length;
}
