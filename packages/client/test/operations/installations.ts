import type { Operation } from "./operation.ts";

const METRIC = {
  metric_definition_id: "d1",
  time_period_start: "2024-01-01T00:00:00Z",
  time_period_end: "2024-01-02T00:00:00Z",
  group_id: "",
  user_id: "u 1",
};

export const INSTALLATIONS: readonly Operation[] = [
  {
    operation: "GET /installations/all",
    method: "installations.all",
    call: (acc) => acc.installations.all().page(1),
    sends: "GET /installations/all?page=1&size=100",
  },
  {
    operation: "GET /installations/{id}",
    method: "installation().get",
    call: (acc) => acc.installation("i?1").get(),
    sends: "GET /installations/i%3F1",
  },
  {
    operation: "GET /installations/{installation_id}/metrics",
    method: "installation().metrics.list",
    call: (acc) => acc.installation("i").metrics.list({ end: "2024-02-01" }).page(1),
    sends: "GET /installations/i/metrics?end=2024-02-01&page=1&size=100",
  },
  {
    operation: "POST /installations/{installation_id}/metrics",
    method: "installation().metrics.add",
    call: (acc) => acc.installation("i").metrics.add({ ...METRIC, value: Number.NaN }),
    sends: "POST /installations/i/metrics",
    body: { ...METRIC, value: "NaN" },
  },
  {
    operation: "GET /installations/{installation_id}/metrics/{id}",
    method: "installation().metrics.get",
    call: (acc) => acc.installation("i").metrics.get("m#1"),
    sends: "GET /installations/i/metrics/m%231",
  },
];
