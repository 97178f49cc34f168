import { type MetricItem, parseInstant } from "@argo-acc/core";
import type { Entry } from "@argo-acc/store/outbox";

/** What an entry or a metric reports, apart from the value. */
type Reported = Pick<
  MetricItem,
  | "installation_id"
  | "metric_definition_id"
  | "time_period_start"
  | "time_period_end"
  | "group_id"
  | "user_id"
>;

/** What is upstream for the period, group and user of an entry. */
export interface Upstream {
  /** The ids of metrics with the entry's value, the oldest first. */
  readonly equal: readonly string[];
  /** Metrics with other values. */
  readonly others: readonly { readonly id: string; readonly value: number }[];
}

/** Sorts metrics to the entries that report the same thing. Periods are compared by the millisecond, texts exactly. */
export function sortToEntries(
  entries: readonly Entry[],
  metrics: Iterable<MetricItem>,
): Map<number, Upstream> {
  const byKey = Map.groupBy(metrics, keyOf);
  return new Map(
    entries.map((entry) => {
      const same = byKey.get(keyOf(entry)) ?? [];
      const equal = same.filter(({ value }) => value === entry.value).map(({ id }) => id);
      const others = same.filter(({ value }) => value !== entry.value);
      return [entry.id, { equal: equal.toSorted(), others: others.map(({ id, value }) => ({ id, value })) }];
    }),
  );
}

function keyOf(reported: Reported): string {
  return JSON.stringify([
    reported.installation_id,
    reported.metric_definition_id,
    parseInstant(reported.time_period_start)?.epochMs,
    parseInstant(reported.time_period_end)?.epochMs,
    reported.group_id ?? null,
    reported.user_id ?? null,
  ]);
}
