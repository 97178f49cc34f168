import { AccProtocolError, type Instant, type MetricItem, parseInstant } from "@argo-acc/core";

import type { Dictionary } from "./dictionary.ts";
import { extraOfMetric } from "./metric-extra.ts";
import { storeId, type StoredId } from "./metric-id.ts";
import { storeValue } from "./metric-value.ts";

/** A metric as the columns of its row, but for the runs. */
export interface MetricRow {
  /** Tells it from the others of its path: start and id as text. */
  readonly key: string;
  readonly path: number;
  readonly start: number;
  readonly id: StoredId;
  readonly end: number;
  readonly value: number | null;
  readonly special: number | null;
  readonly context: number;
  readonly group: number | null;
  readonly user: number | null;
  readonly extra: string | null;
}

/** Turns a metric as the service lists it into a row, adding to the dictionary what it does not know. */
export function metricRow(item: MetricItem, dictionary: Dictionary): MetricRow {
  const start = instantOf(item.id, "time_period_start", item.time_period_start);
  const end = instantOf(item.id, "time_period_end", item.time_period_end);
  return {
    key: rowKey(start.epochMs, item.id),
    path: dictionary.path(item),
    start: start.epochMs,
    id: storeId(item.id),
    end: end.epochMs,
    ...storeValue(item.value),
    context: dictionary.context(item),
    group: labelOf(item.group_id, dictionary),
    user: labelOf(item.user_id, dictionary),
    extra: extraOfMetric(item, start, end),
  };
}

/** See {@link MetricRow.key}. */
export function rowKey(start: number, id: string): string {
  return `${start} ${id}`;
}

function labelOf(text: string | null | undefined, dictionary: Dictionary): number | null {
  return text === null || text === undefined ? null : dictionary.label(text.toWellFormed());
}

function instantOf(id: string, field: string, text: string): Instant {
  const instant = parseInstant(text);
  if (instant === undefined) {
    throw new AccProtocolError(`metric ${id}: ${field}: expected an instant in UTC, got ${text}`);
  }
  return instant;
}
