import { valueIs } from "@argo-acc/client";

import type { Operation } from "./operation.ts";

export const METRICS: readonly Operation[] = [
  {
    operation: "POST /metrics/search",
    method: "metrics.search",
    call: (acc) => acc.metrics.search(valueIs("gt", 4), { pageSize: 1000 }).page(1),
    sends: "POST /metrics/search?page=1&size=1000",
    body: { type: "query", field: "value", operand: "gt", values: 4 },
  },
  {
    operation: "GET /operands",
    method: "metrics.searchOperands",
    call: (acc) => acc.metrics.searchOperands(),
    sends: "GET /operands",
  },
  {
    operation: "GET /operators",
    method: "metrics.searchOperators",
    call: (acc) => acc.metrics.searchOperators(),
    sends: "GET /operators",
  },
];
