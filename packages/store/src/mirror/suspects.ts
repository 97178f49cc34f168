import { forgetDigestsAt } from "./known-windows.ts";
import { inTransaction, type Mirror } from "./mirror.ts";
import { REPEATED_IDS } from "./repeated-ids.ts";

/** The installation a metric belongs to, by the ids of its path. */
export interface MetricPath {
  readonly project_id: string;
  readonly provider_id: string;
  readonly installation_id: string;
}

/** Forgets what is suspected: before a reading begins, and after one that proved nothing. */
export function clearSuspects(mirror: Mirror): void {
  inTransaction(mirror, () => mirror.database.exec("DELETE FROM suspect"));
}

/** Suspects by how sure it is: missed by one reading, or by two. */
export function countSuspects(mirror: Mirror): { readonly once: number; readonly twice: number } {
  const counts = mirror.database
    .prepare<[], { once: number; twice: number }>(
      "SELECT count(*) FILTER (WHERE misses < 2) AS once, count(*) FILTER (WHERE misses >= 2) AS twice FROM suspect",
    )
    .get();
  return counts ?? { once: 0, twice: 0 };
}

/** The installations that have suspects, in the order of their paths. */
export function suspectPaths(mirror: Mirror): MetricPath[] {
  return mirror.database
    .prepare<[], MetricPath>(
      `SELECT project_id, provider_id, installation_id FROM metric_path
       WHERE key IN (SELECT DISTINCT path FROM suspect) ORDER BY path`,
    )
    .all();
}

/**
 * Suspects every copy of an id that is there more than once in one of these paths: its start changed between two
 * requests of one reading, so both were seen. Only another reading can tell which one it is now. To be called after
 * `replaceMoved`, which settles what one reading can tell.
 */
export function suspectRepeats(mirror: Mirror, run: number, paths: Iterable<number>): void {
  const suspectPath = mirror.database.prepare<[number, number, number]>(
    `INSERT OR IGNORE INTO suspect (path, start_ms, id, run, misses)
     SELECT path, start_ms, id, ?, 0 FROM metric
     WHERE path = ? AND gone_run IS NULL AND id IN (${REPEATED_IDS})`,
  );
  inTransaction(mirror, () => {
    for (const path of paths) suspectPath.run(run, path, path);
  });
}

/**
 * Marks what two readings lacked as gone, and forgets every suspect. Nothing is removed: the views no longer show it.
 */
export function markGone(mirror: Mirror, run: number): void {
  const { database } = mirror;
  inTransaction(mirror, () => {
    const spans = database.prepare<[], { path: number; first: number; last: number }>(
      "SELECT path, min(start_ms) AS first, max(start_ms) AS last FROM suspect WHERE misses >= 2 GROUP BY path",
    );
    for (const span of spans.all()) forgetDigestsAt(mirror, span);
    database
      .prepare<[number]>(
        `UPDATE metric SET gone_run = ? FROM suspect s
         WHERE metric.path = s.path AND metric.start_ms = s.start_ms AND metric.id = s.id AND s.misses >= 2`,
      )
      .run(run);
    database.exec(
      `UPDATE metric_path SET metrics = metrics - s.gone
       FROM (SELECT path, count(*) AS gone FROM suspect WHERE misses >= 2 GROUP BY path) s
       WHERE metric_path.key = s.path`,
    );
    database
      .prepare<[number]>(
        "UPDATE run SET gone = gone + (SELECT count(*) FROM suspect WHERE misses >= 2) WHERE id = ?",
      )
      .run(run);
    clearSuspects(mirror);
  });
}
