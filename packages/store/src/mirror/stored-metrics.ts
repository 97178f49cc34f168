import type { Mirror } from "./mirror.ts";
import type { StoredId } from "./metric-id.ts";

/** The installation that metrics were found under. */
export interface StoredPath {
  readonly key: number;
  readonly project_id: string;
  readonly provider_id: string;
  readonly installation_id: string;
}

/** The columns of a metric that vary from one to the next. */
export type StoredMetric = [
  id: StoredId,
  start: number,
  end: number,
  value: number | null,
  special: number | null,
  context: number,
  group: string | null,
  user: string | null,
  extra: string | null,
];

/**
 * The metrics that are shown, path by path in the order of their texts (by code point), each by period start and id:
 * the same order in every mirror of a service, whatever was read first. What is committed meanwhile is not seen.
 */
export function* readStoredMetrics({
  reader,
}: Mirror): Generator<readonly [StoredPath, Iterable<StoredMetric>], void, undefined> {
  // while this statement is not at its end the connection keeps looking at one state of the file
  const paths = reader.prepare<[], StoredPath>(
    `SELECT key, project_id, provider_id, installation_id FROM metric_path
     ORDER BY path, project_id, provider_id`,
  );
  const metrics = reader
    .prepare<[number], StoredMetric>(
      `SELECT m.id, m.start_ms, m.end_ms, m.value, m.special, m.context, g.text, u.text, m.extra
       FROM metric m
       LEFT JOIN metric_label g ON g.key = m.group_label
       LEFT JOIN metric_label u ON u.key = m.user_label
       WHERE m.path = ? AND m.gone_run IS NULL ORDER BY m.start_ms, m.id`,
    )
    .raw();
  for (const path of paths.iterate()) yield [path, metrics.iterate(path.key)];
}
