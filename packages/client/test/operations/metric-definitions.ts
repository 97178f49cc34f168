import type { Operation } from "./operation.ts";

export const METRIC_DEFINITIONS: readonly Operation[] = [
  {
    operation: "GET /metric-definitions",
    method: "metricDefinitions.list",
    call: (acc) => acc.metricDefinitions.list().page(1),
    sends: "GET /metric-definitions?page=1&size=100",
  },
  {
    operation: "GET /metric-definitions/{id}",
    method: "metricDefinitions.get",
    call: (acc) => acc.metricDefinitions.get("d/1"),
    sends: "GET /metric-definitions/d%2F1",
  },
];
