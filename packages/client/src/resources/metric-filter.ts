import { AccConfigError, type MetricItem, metricItemSchema, type Paged, parseDay } from "@argo-acc/core";

import type { QueryValue } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";

/**
 * Which metrics of a list to give. With both days a metric has to lie between them whole: its period starts at or
 * after 00:00 of `start` and ends at or before 00:00 of `end`, so all of January is `2024-01-01` to `2024-02-01`. `start`
 * alone asks only when periods start, `end` alone includes that day.
 */
export interface MetricFilter {
  /** `yyyy-mm-dd`, UTC. */
  readonly start?: string | undefined;
  /** `yyyy-mm-dd`, UTC. */
  readonly end?: string | undefined;
  readonly metric_definition_id?: string | undefined;
}

/** A list of metrics at a path. */
export function metricList(
  transport: Transport,
  path: string,
  filter: MetricFilter,
  options: ListOptions,
): Paged<MetricItem> {
  const query: Record<string, QueryValue> = {
    start: day("start", filter.start),
    end: day("end", filter.end),
    "metric-definition-id": filter.metric_definition_id,
  };
  return pagedList(transport, { method: "GET", path, query }, metricItemSchema, {
    options,
    identify: (metric) => metric.id,
  });
}

/** The service answers some bad days with 500 and ignores an empty one. */
function day(name: string, text: string | undefined): string | undefined {
  if (text === undefined || parseDay(text) !== undefined) return text;
  throw new AccConfigError(`${name} "${text}" is not a day`, { cure: `write ${name} as yyyy-mm-dd` });
}
