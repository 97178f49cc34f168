import { AccConfigError, type MetricPatch, type NewMetric, valueToWire } from "@argo-acc/core";

import { lowerHexId } from "./lower-hex-id.ts";

/**
 * A new metric as it is sent.
 *
 * @throws AccConfigError if its value is no number: one that is missing or null the service stores as 0
 */
export function newMetricBody(metric: NewMetric): object {
  if (typeof metric.value === "number") return patchedMetricBody(metric);
  const given = metric.value === undefined ? "none" : JSON.stringify(metric.value);
  throw new AccConfigError(`the value of a metric is a number, not ${given}`, {
    cure: "give a number: without one the service would store 0",
  });
}

/** What is to be changed of a metric as it is sent: the id of its definition as the service keeps it, NaN as text. */
export function patchedMetricBody({ value, ...patch }: MetricPatch): object {
  const body = { ...patch, metric_definition_id: lowerHexId(patch.metric_definition_id) };
  return value === undefined ? body : { ...body, value: valueToWire(value) };
}
