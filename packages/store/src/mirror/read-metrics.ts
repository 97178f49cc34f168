import type { MetricItem } from "@argo-acc/core";
import { formatInstant } from "@argo-acc/core";

import { boundedMemo } from "./bounded-memo.ts";
import type { MetricContext } from "./metric-context.ts";
import { restoreId, type StoredId } from "./metric-id.ts";
import { restoreValue } from "./metric-value.ts";
import type { Mirror } from "./mirror.ts";

/** A stored row, joined with what it refers to by number. */
type StoredMetric = [
  id: StoredId,
  start: number,
  end: number,
  value: number | null,
  special: number | null,
  projectId: string,
  provider: string,
  installationId: string,
  context: number,
  group: string | null,
  user: string | null,
  extra: string | null,
];

/**
 * The metrics of the mirror, each as the service lists it: the same fields, absent where the service leaves them out.
 * In the order of installation, period start and id; what is committed meanwhile is not seen.
 */
export function* readMetricItems(mirror: Mirror): Generator<MetricItem, undefined, undefined> {
  const printInstant = boundedMemo(10_000, (ms: number) => formatInstant(ms));
  const contexts = readContexts(mirror);
  const statement = mirror.reader.prepare<[], StoredMetric>(
    `SELECT m.id, m.start_ms, m.end_ms, m.value, m.special, p.project_id, p.provider_id, p.installation_id,
       m.context, g.text, u.text, m.extra
     FROM metric m
     JOIN metric_path p ON p.key = m.path
     LEFT JOIN metric_label g ON g.key = m.group_label
     LEFT JOIN metric_label u ON u.key = m.user_label
     WHERE m.gone_run IS NULL ORDER BY m.path, m.start_ms, m.id`,
  );
  for (const row of statement.raw().iterate()) {
    const [id, start, end, value, special, projectId, provider, installationId, key, group, user, extra] =
      row;
    const context = contexts.get(key) ?? readContexts(mirror).get(key);
    if (context === undefined) throw new Error(`the mirror has no context ${key}`);
    yield {
      id: restoreId(id),
      time_period_start: printInstant(start),
      time_period_end: printInstant(end),
      value: restoreValue(value, special),
      project_id: projectId,
      provider,
      installation_id: installationId,
      ...context,
      metric_definition_id: context.metric_definition.metric_definition_id,
      ...(group === null ? {} : { group_id: group }),
      ...(user === null ? {} : { user_id: user }),
      ...(extra === null ? {} : parseExtra(extra)),
    };
  }
}

function readContexts(mirror: Mirror): Map<number, MetricContext> {
  const rows = mirror.reader
    .prepare<[], [key: number, item: string]>("SELECT key, item FROM metric_context")
    .raw()
    .all();
  return new Map(rows.map(([key, item]) => [key, JSON.parse(item) as MetricContext]));
}

function parseExtra(extra: string): Partial<MetricItem> {
  return JSON.parse(extra) as Partial<MetricItem>;
}
