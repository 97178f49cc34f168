import { nothing, type Operation } from "./operation.ts";

const UNIT = { unit_type: "GB", description: "gigabytes" };
const KIND = { metric_type: "peak", description: "the highest" };

export const TYPES: readonly Operation[] = [
  {
    operation: "GET /unit-types",
    method: "unitTypes.list",
    call: (acc) => acc.unitTypes.list().page(1),
    sends: "GET /unit-types?page=1&size=100",
  },
  {
    operation: "POST /unit-types",
    method: "unitTypes.add",
    call: (acc) => acc.unitTypes.add(UNIT),
    sends: "POST /unit-types",
    body: UNIT,
  },
  {
    operation: "GET /unit-types/{id}",
    method: "unitTypes.get",
    call: (acc) => acc.unitTypes.get("u/1"),
    sends: "GET /unit-types/u%2F1",
  },
  {
    operation: "PATCH /unit-types/{id}",
    method: "unitTypes.update",
    call: (acc) => acc.unitTypes.update("u", { description: "bytes" }),
    sends: "PATCH /unit-types/u",
    body: { description: "bytes" },
  },
  {
    operation: "DELETE /unit-types/{id}",
    method: "unitTypes.delete",
    call: (acc) => acc.unitTypes.delete("u"),
    sends: "DELETE /unit-types/u",
    gives: nothing,
  },
  {
    operation: "GET /metric-types",
    method: "metricTypes.list",
    call: (acc) => acc.metricTypes.list({ pageSize: 5 }).page(2),
    sends: "GET /metric-types?page=2&size=5",
  },
  {
    operation: "POST /metric-types",
    method: "metricTypes.add",
    call: (acc) => acc.metricTypes.add(KIND),
    sends: "POST /metric-types",
    body: KIND,
  },
  {
    operation: "GET /metric-types/{id}",
    method: "metricTypes.get",
    call: (acc) => acc.metricTypes.get("t 1"),
    sends: "GET /metric-types/t%201",
  },
  {
    operation: "PATCH /metric-types/{id}",
    method: "metricTypes.update",
    call: (acc) => acc.metricTypes.update("t", { metric_type: "top" }),
    sends: "PATCH /metric-types/t",
    body: { metric_type: "top" },
  },
  {
    operation: "DELETE /metric-types/{id}",
    method: "metricTypes.delete",
    call: (acc) => acc.metricTypes.delete("t"),
    sends: "DELETE /metric-types/t",
    gives: nothing,
  },
  {
    operation: "GET /resources",
    method: "resources.list",
    call: (acc) => acc.resources.list().page(1),
    sends: "GET /resources?page=1&size=100",
  },
];
