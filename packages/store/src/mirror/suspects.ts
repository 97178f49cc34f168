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

/** The suspects of one installation. */
export interface SuspectedPath {
  readonly path: MetricPath;
  /** How many metrics the mirror shows there, suspects included. */
  readonly rows: number;
  /** How many were missed by one reading, or seen at two starts. */
  readonly once: number;
  /** How many were missed by two readings. */
  readonly twice: number;
}

/** The suspects of one definition in one installation, by the first and the last of their starts. */
export interface SuspectedPair extends MetricPath {
  readonly metric_definition_id: string;
  readonly first: number;
  readonly last: number;
}

/** The installations that have suspects, in the order of their paths. */
export function suspectedPaths(mirror: Mirror): SuspectedPath[] {
  return mirror.database
    .prepare<[], MetricPath & Omit<SuspectedPath, "path">>(
      `SELECT p.project_id, p.provider_id, p.installation_id, p.metrics AS rows,
         count(*) FILTER (WHERE s.misses < 2) AS once, count(*) FILTER (WHERE s.misses >= 2) AS twice
       FROM suspect s JOIN metric_path p ON p.key = s.path GROUP BY p.key ORDER BY p.path`,
    )
    .all()
    .map(({ rows, once, twice, ...path }) => ({ path, rows, once, twice }));
}

/** What suspects belong to, in the order of their paths. */
export function suspectedPairs(mirror: Mirror): SuspectedPair[] {
  return mirror.database
    .prepare<[], SuspectedPair>(
      `SELECT p.project_id, p.provider_id, p.installation_id, c.metric_definition_id,
         min(s.start_ms) AS first, max(s.start_ms) AS last
       FROM suspect s
       JOIN metric m ON m.path = s.path AND m.start_ms = s.start_ms AND m.id = s.id
       JOIN metric_context c ON c.key = m.context
       JOIN metric_path p ON p.key = s.path
       GROUP BY p.key, c.metric_definition_id ORDER BY p.path, c.metric_definition_id`,
    )
    .all();
}

/** Forgets the suspects of one installation. */
export function forgetSuspectsOf(mirror: Mirror, path: MetricPath): void {
  const forget = mirror.database.prepare<MetricPath>(
    `DELETE FROM suspect WHERE path = (SELECT key FROM metric_path WHERE project_id = @project_id
       AND provider_id = @provider_id AND installation_id = @installation_id)`,
  );
  inTransaction(mirror, () => forget.run(path));
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
