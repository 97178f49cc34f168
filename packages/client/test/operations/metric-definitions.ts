import { textIs } from "@argo-acc/client";

import { nothing, type Operation } from "./operation.ts";

const DEFINITION = { metric_name: "cpu", unit_type: "s", metric_type: "aggregated" };

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
  {
    operation: "POST /metric-definitions",
    method: "metricDefinitions.add",
    call: (acc) => acc.metricDefinitions.add(DEFINITION),
    sends: "POST /metric-definitions",
    body: DEFINITION,
  },
  {
    operation: "PATCH /metric-definitions/{id}",
    method: "metricDefinitions.update",
    call: (acc) => acc.metricDefinitions.update("d", { metric_description: "" }),
    sends: "PATCH /metric-definitions/d",
    body: { metric_description: "" },
  },
  {
    operation: "DELETE /metric-definitions/{id}",
    method: "metricDefinitions.delete",
    call: (acc) => acc.metricDefinitions.delete("d"),
    sends: "DELETE /metric-definitions/d",
    gives: nothing,
  },
  {
    operation: "POST /metric-definitions/search",
    method: "metricDefinitions.search",
    call: (acc) => acc.metricDefinitions.search(textIs("unit_type", "TB/year")).page(1),
    sends: "POST /metric-definitions/search?page=1&size=100",
    body: {
      type: "filter",
      operator: "AND",
      criteria: [
        { type: "query", field: "unit_type", operand: "gte", values: "TB/year" },
        { type: "query", field: "unit_type", operand: "lte", values: "TB/year" },
      ],
    },
  },
];
