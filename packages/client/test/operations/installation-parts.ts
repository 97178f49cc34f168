import { nothing, type Operation } from "./operation.ts";

const SENT_UPPER = "6B046ACE55BE38B0421138A4";
const KEPT_LOWER = "6b046ace55be38b0421138a4";

const METRIC = {
  metric_definition_id: SENT_UPPER,
  time_period_start: "2024-01-01T00:00:00Z",
  time_period_end: "2024-01-02T00:00:00Z",
  value: 4.9e-324,
  group_id: "",
  user_id: "u 1",
};

/** The metrics and the capacities of one installation. */
export const INSTALLATION_PARTS: readonly Operation[] = [
  {
    operation: "GET /installations/{installation_id}/metrics",
    method: "installation().metrics.list",
    call: (acc) => acc.installation("i").metrics.list({ end: "2024-02-01" }).page(1),
    sends: "GET /installations/i/metrics?end=2024-02-01&page=1&size=100",
  },
  {
    operation: "POST /installations/{installation_id}/metrics",
    method: "installation().metrics.add",
    call: (acc) => acc.installation("i").metrics.add(METRIC),
    sends: "POST /installations/i/metrics",
    body: { ...METRIC, metric_definition_id: KEPT_LOWER },
  },
  {
    operation: "GET /installations/{installation_id}/metrics/{id}",
    method: "installation().metrics.get",
    call: (acc) => acc.installation("i").metrics.get("m#1"),
    sends: "GET /installations/i/metrics/m%231",
  },
  {
    operation: "PATCH /installations/{installation_id}/metrics/{id}",
    method: "installation().metrics.update",
    call: (acc) => acc.installation("i").metrics.update("m", METRIC),
    sends: "PATCH /installations/i/metrics/m",
    body: { ...METRIC, metric_definition_id: KEPT_LOWER },
  },
  {
    operation: "DELETE /installations/{installation_id}/metrics/{id}",
    method: "installation().metrics.delete",
    call: (acc) => acc.installation("i").metrics.delete("m/1"),
    sends: "DELETE /installations/i/metrics/m%2F1",
    gives: nothing,
  },
  {
    operation: "GET /installations/{installation_id}/capacities",
    method: "installation().capacities.list",
    call: (acc) => acc.installation("i").capacities.list({ pageSize: 7 }).page(2),
    sends: "GET /installations/i/capacities?page=2&size=7",
  },
  {
    operation: "POST /installations/{installation_id}/capacities",
    method: "installation().capacities.add",
    call: (acc) =>
      acc
        .installation("i")
        .capacities.add({ metric_definition_id: SENT_UPPER, value: 12.5, registered_on: "2024-01-05" }),
    sends: "POST /installations/i/capacities",
    body: { metric_definition_id: KEPT_LOWER, value: 12.5, registered_on: "2024-01-05" },
    gives: nothing,
  },
  {
    operation: "PATCH /installations/{id}/capacities/{capacity_id}",
    method: "installation().capacities.update",
    call: (acc) => acc.installation("i").capacities.update("c/1", { value: 0, registered_on: "2024-02-29" }),
    sends: "PATCH /installations/i/capacities/c%2F1",
    body: { value: 0, registered_on: "2024-02-29" },
  },
];
