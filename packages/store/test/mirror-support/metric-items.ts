import type { MetricDefinition, MetricItem, MetricWindow } from "@argo-acc/core";

/** A window without any edge. */
export const EVERYTHING: MetricWindow = {
  pathFrom: null,
  pathUntil: null,
  startFrom: null,
  startUntil: null,
};

export const CPU: MetricDefinition = {
  metric_definition_id: "507f1f77bcf86cd7994390aa",
  metric_name: "cpu_hours",
  metric_description: "Processor time",
  unit_type: "h",
  metric_type: "aggregated",
  creator_id: null,
};

/** A metric as the service lists it, in project `prj`, provider `V1`, installation `I1` unless said otherwise. */
export function metricItem(
  fields: Partial<MetricItem> & Readonly<Record<string, unknown>> & { readonly id: string },
): MetricItem {
  const definition = fields.metric_definition ?? CPU;
  return {
    time_period_start: "2024-01-01T00:00:00Z",
    time_period_end: "2024-02-01T00:00:00Z",
    value: 1,
    project: "PRJ",
    provider: "V1",
    installation_id: "I1",
    project_id: "prj",
    metric_definition: definition,
    metric_definition_id: definition.metric_definition_id,
    ...fields,
  };
}

/** The id number `n`, as the service makes them. */
export function metricId(n: number): string {
  return n.toString(16).padStart(24, "0");
}
