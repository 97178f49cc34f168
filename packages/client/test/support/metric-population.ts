/** A stored metric, as far as search sees it. */
export interface StoredMetric {
  readonly id: string;
  readonly project_id: string;
  readonly provider: string;
  readonly installation_id: string;
  readonly metric_definition_id: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly value: number;
  readonly group_id?: string | undefined;
  readonly user_id?: string | undefined;
  /** Its definition has vanished: no page that contains it can be printed. */
  readonly poisoned?: boolean | undefined;
}

/** `count` metrics of one installation, one an hour from 2024 on, unless told otherwise. */
export function population(
  count: number,
  vary: (index: number) => Partial<StoredMetric> = () => ({}),
): StoredMetric[] {
  return Array.from({ length: count }, (_, index) => ({
    id: index.toString(16).padStart(24, "0"),
    project_id: "prj-1",
    provider: "V1",
    installation_id: "I1",
    metric_definition_id: "d1",
    start: Date.UTC(2024, 0, 1) + index * 3_600_000,
    value: index,
    ...vary(index),
  }));
}

/** The field `resource_id`. */
export function pathOf(metric: StoredMetric): string {
  return `${metric.project_id}.${metric.provider}.${metric.installation_id}`;
}

/** A metric as search prints it. */
export function toItem(metric: StoredMetric): Record<string, unknown> {
  const { id, project_id, provider, installation_id, metric_definition_id, start, value } = metric;
  return {
    id,
    time_period_start: new Date(start).toISOString(),
    time_period_end: new Date(start + 3_600_000).toISOString(),
    value: Number.isFinite(value) ? value : String(value),
    project: "PRJ",
    provider,
    installation_id,
    project_id,
    ...(metric.group_id === undefined ? {} : { group_id: metric.group_id }),
    ...(metric.user_id === undefined ? {} : { user_id: metric.user_id }),
    metric_definition: {
      metric_definition_id,
      metric_name: "cpu",
      metric_description: null,
      unit_type: "s",
      metric_type: "aggregated",
      creator_id: null,
    },
  };
}
