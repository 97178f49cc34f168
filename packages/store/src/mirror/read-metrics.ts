import type { MetricItem } from "@argo-acc/core";
import { formatInstant } from "@argo-acc/core";

import { boundedMemo } from "./bounded-memo.ts";
import type { MetricContext } from "./metric-context.ts";
import { restoreId } from "./metric-id.ts";
import { restoreValue } from "./metric-value.ts";
import type { Mirror } from "./mirror.ts";
import { readStoredMetrics } from "./stored-metrics.ts";

/**
 * The metrics of the mirror, each as the service lists it: the same fields, absent where the service leaves them out.
 * In the order of path (by code point), period start and id; what is committed meanwhile is not seen.
 */
export function* readMetricItems(mirror: Mirror): Generator<MetricItem, undefined, undefined> {
  const findContext = mirror.reader
    .prepare<[number], string>("SELECT item FROM metric_context WHERE key = ?")
    .pluck();
  const contextOf = boundedMemo(10_000, (key: number) => parseContext(findContext.get(key)));
  for (const [{ project_id, provider_id, installation_id }, metrics] of readStoredMetrics(mirror)) {
    for (const [id, start, end, value, special, contextKey, group, user, extra] of metrics) {
      const context = contextOf(contextKey);
      if (context === undefined) throw new Error(`metric ${restoreId(id)} refers to nothing`);
      yield {
        id: restoreId(id),
        time_period_start: formatInstant(start),
        time_period_end: formatInstant(end),
        value: restoreValue(value, special),
        project_id,
        provider: provider_id,
        installation_id,
        ...context,
        metric_definition_id: context.metric_definition.metric_definition_id,
        ...(group === null ? {} : { group_id: group }),
        ...(user === null ? {} : { user_id: user }),
        ...(extra === null ? {} : parseExtra(extra)),
      };
    }
  }
}

function parseContext(item: string | undefined): MetricContext | undefined {
  return item === undefined ? undefined : (JSON.parse(item) as MetricContext);
}

function parseExtra(extra: string): Partial<MetricItem> {
  return JSON.parse(extra) as Partial<MetricItem>;
}
