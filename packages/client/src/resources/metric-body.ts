import { type MetricPatch, valueToWire } from "@argo-acc/core";

import { lowerHexId } from "./lower-hex-id.ts";

/** A metric, or a part of one, as it is sent: the id of its definition as the service keeps it, NaN as text. */
export function metricBody(metric: MetricPatch): object {
  const body = { ...metric, metric_definition_id: lowerHexId(metric.metric_definition_id) };
  return "value" in metric ? { ...body, value: valueToWire(metric.value) } : body;
}
