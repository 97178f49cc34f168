import type { StoredId } from "./metric-id.ts";
import { forgetDigestsAt } from "./known-windows.ts";
import { inTransaction, type Mirror } from "./mirror.ts";
import { REPEATED_IDS } from "./repeated-ids.ts";

/** One metric at two starts. */
interface Moved {
  readonly path: number;
  readonly id: StoredId;
  readonly was: number;
  readonly became: number;
  /** The run that first saw it where it is now. */
  readonly seen: number;
}

/**
 * Removes suspects whose id was seen at another start: they are the same metric, moved. The row that stays has the run
 * that first saw it there; where it was until then is kept with what rows were.
 */
export function replaceMoved(mirror: Mirror, run: number): void {
  const { database } = mirror;
  const paths = database.prepare<[], number>("SELECT DISTINCT path FROM suspect WHERE misses > 0").pluck();
  const moved = database.prepare<[number], Moved>(
    `SELECT m.path, m.id, s.start_ms AS was, m.start_ms AS became, m.first_run AS seen
     FROM metric m CROSS JOIN suspect s ON s.path = m.path AND s.id = m.id AND s.start_ms <> m.start_ms
     WHERE m.path = ? AND m.gone_run IS NULL AND s.misses > 0 AND NOT EXISTS
       (SELECT 1 FROM suspect o WHERE o.path = m.path AND o.start_ms = m.start_ms AND o.id = m.id)`,
  );
  const replace = replaceAll(mirror, run);
  inTransaction(mirror, () => {
    for (const path of paths.all()) replace(path, moved.all(path));
  });
}

/**
 * Leaves each metric once, where the reading before did not come to its end and left some at two starts: the row that
 * came last stays, for it is the younger knowledge. A reading that comes to its end asks instead which one it is.
 *
 * @param paths where to look. Default: everywhere, which reads the whole table
 */
export function keepOneOfEach(mirror: Mirror, run: number, paths?: Iterable<number>): void {
  const { database } = mirror;
  const everywhere = database.prepare<[], number>("SELECT key FROM metric_path").pluck();
  const repeated = database.prepare<[number, number], Moved>(
    `SELECT * FROM (
       SELECT path, id, start_ms AS was, lead(start_ms) OVER later AS became, lead(first_run) OVER later AS seen
       FROM metric
       WHERE path = ? AND gone_run IS NULL AND id IN (${REPEATED_IDS})
       WINDOW later AS (PARTITION BY id ORDER BY first_run, start_ms)
       ORDER BY id, first_run, start_ms
     ) WHERE became IS NOT NULL`,
  );
  const replace = replaceAll(mirror, run);
  inTransaction(mirror, () => {
    for (const path of paths ?? everywhere.all()) replace(path, repeated.all(path, path));
  });
}

/** Makes the function that takes the older of two rows of one metric away, for all such metrics of a path. */
function replaceAll(mirror: Mirror, run: number): (path: number, moved: readonly Moved[]) => void {
  const { database } = mirror;
  const remove = database.prepare<Moved>(
    "DELETE FROM metric WHERE path = @path AND start_ms = @was AND id = @id",
  );
  const clear = database.prepare<Moved>(
    "DELETE FROM suspect WHERE path = @path AND start_ms = @was AND id = @id",
  );
  const countPath = database.prepare<Moved>("UPDATE metric_path SET metrics = metrics - 1 WHERE key = @path");
  // What this run counted as added was there before, elsewhere; what an earlier run added is counted there.
  const countRun = database.prepare<[number, number]>(
    "UPDATE run SET changed = changed + 1, added = added - ? WHERE id = ?",
  );
  return (path, moved) => {
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const row of moved) {
      if (remove.run(row).changes === 0) continue; // it was seen at more than one other start
      countRun.run(row.seen === run ? 1 : 0, run);
      clear.run(row);
      countPath.run(row);
      first = Math.min(first, row.was);
      last = Math.max(last, row.was);
    }
    if (moved.length > 0) forgetDigestsAt(mirror, { path, first, last });
  };
}
