import { javaDouble } from "./java-double.ts";

/** What POST and PATCH echo, down to nanoseconds, and GET one reads back. */
export interface FlatMetric {
  readonly id: string;
  readonly metric_definition_id: string;
  readonly start: string;
  readonly end: string;
  readonly value: number;
  readonly group: string | undefined;
  readonly user: string | undefined;
}

/** A metric as POST, PATCH and GET one print it. */
export function flatMetricText(metric: FlatMetric): string {
  return (
    `{"metric_id":"${metric.id}","metric_definition_id":${JSON.stringify(metric.metric_definition_id)},` +
    `"time_period_start":"${metric.start}","time_period_end":"${metric.end}",` +
    `"value":${javaDouble(metric.value)}${optional("group_id", metric.group)}${optional("user_id", metric.user)}}`
  );
}

function optional(name: string, text: string | undefined): string {
  return text === undefined ? "" : `,"${name}":${JSON.stringify(text)}`;
}
