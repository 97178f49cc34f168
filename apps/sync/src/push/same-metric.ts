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
  /** Metrics with other values: the value by the id, the oldest first. */
  readonly others: ReadonlyMap<string, number>;
}

/** Sorts metrics to the entries that report the same thing. Periods are compared by the millisecond, texts exactly. */
export function sortToEntries(
  entries: readonly Entry[],
  metrics: Iterable<MetricItem>,
): Map<number, Upstream> {
  const byKey = Map.groupBy(metrics, keyOf);
  return new Map(entries.map((entry) => [entry.id, compareValues(entry, byKey.get(keyOf(entry)) ?? [])]));
}

/** Ids begin with the second of their creation. */
function compareValues(entry: Entry, same: readonly MetricItem[]): Upstream {
  const sorted = same.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const others = sorted.filter(({ value }) => value !== entry.value);
  return {
    equal: sorted.filter(({ value }) => value === entry.value).map(({ id }) => id),
    others: new Map(others.map(({ id, value }) => [id, value])),
  };
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
