import { textFrom } from "@argo-acc/client";

import { countedByContent, nothing, onOnePage, type Operation } from "./operation.ts";

const JANUARY = { start: "2024-01-01", end: "2024-02-01" };
const EXTERNAL = { externalId: "ext 1" };
const SENT_UPPER = "6B046ACE55BE38B0421138A4";
const KEPT_LOWER = "6b046ace55be38b0421138a4";

const PATCH = { infrastructure: "", installation: "other", resource: "r", unit_of_access: SENT_UPPER };
const METRIC = {
  metric_definition_id: SENT_UPPER,
  time_period_start: "2024-01-01T00:00:00Z",
  time_period_end: "2024-01-02T00:00:00Z",
  value: 1.5,
  group_id: "",
  user_id: "u 1",
};

/** An installation. */
export const INSTALLATIONS: readonly Operation[] = [
  {
    operation: "GET /installations/all",
    method: "installations.all",
    call: (acc) => acc.installations.all().page(1),
    sends: "GET /installations/all?page=1&size=100",
  },
  {
    operation: "POST /installations/search",
    method: "installations.search",
    call: (acc) => acc.installations.search(textFrom("installation", "i")).page(1),
    sends: "POST /installations/search?page=1&size=100",
    body: { type: "query", field: "installation", operand: "gte", values: "i" },
    gives: countedByContent,
  },
  {
    operation: "POST /installations",
    method: "installations.add",
    call: (acc) => acc.installations.add({ ...PATCH, project: "p", organisation: "v", external_id: "ext-1" }),
    sends: "POST /installations",
    body: { ...PATCH, project: "p", organisation: "v", external_id: "ext-1", unit_of_access: KEPT_LOWER },
  },
  {
    operation: "GET /installations/{id}",
    method: "installation().get",
    call: (acc) => acc.installation("i?1").get(),
    sends: "GET /installations/i%3F1",
  },
  {
    operation: "PATCH /installations/{id}",
    method: "installation().update",
    call: (acc) => acc.installation("i").update(PATCH),
    sends: "PATCH /installations/i",
    body: { ...PATCH, unit_of_access: KEPT_LOWER },
  },
  {
    operation: "DELETE /installations/{id}",
    method: "installation().delete",
    call: (acc) => acc.installation("i").delete(),
    sends: "DELETE /installations/i",
    gives: nothing,
  },
  {
    operation: "GET /installations/{installation_id}/report",
    method: "installation().report",
    call: (acc) => acc.installation("i").report({ start: "2024-01-01", end: "2024-01-01" }),
    sends: "GET /installations/i/report?start=2024-01-01&end=2024-01-01",
  },
  {
    operation: "GET /installations/{installation_id}/metric-definitions",
    method: "installation().metricDefinitions.list",
    call: (acc) => acc.installation("i").metricDefinitions.list().page(1),
    sends: "GET /installations/i/metric-definitions?page=1&size=100",
    gives: onOnePage,
  },
  {
    operation: "GET /installations/external",
    method: "installation({ externalId }).get",
    call: (acc) => acc.installation(EXTERNAL).get(),
    sends: "GET /installations/external?externalId=ext+1",
  },
  {
    operation: "PATCH /installations/external",
    method: "installation({ externalId }).update",
    call: (acc) => acc.installation(EXTERNAL).update({ unit_of_access: SENT_UPPER }),
    sends: "PATCH /installations/external?externalId=ext+1",
    body: { unit_of_access: KEPT_LOWER },
  },
  {
    operation: "DELETE /installations/external",
    method: "installation({ externalId }).delete",
    call: (acc) => acc.installation(EXTERNAL).delete(),
    sends: "DELETE /installations/external?externalId=ext+1",
    gives: nothing,
  },
  {
    operation: "GET /installations/external/report",
    method: "installation({ externalId }).report",
    call: (acc) => acc.installation(EXTERNAL).report(JANUARY),
    sends: "GET /installations/external/report?externalId=ext+1&start=2024-01-01&end=2024-02-01",
  },
  {
    operation: "GET /installations/external/metrics",
    method: "installation({ externalId }).metrics.list",
    call: (acc) =>
      acc.installation(EXTERNAL).metrics.list({ metric_definition_id: SENT_UPPER }, { pageSize: 5 }).page(1),
    sends: `GET /installations/external/metrics?externalId=ext+1&metric-definition-id=${KEPT_LOWER}&page=1&size=5`,
  },
  {
    operation: "POST /installations/external/metrics",
    method: "installation({ externalId }).metrics.add",
    call: (acc) => acc.installation(EXTERNAL).metrics.add(METRIC),
    sends: "POST /installations/external/metrics?externalId=ext+1",
    body: { ...METRIC, metric_definition_id: KEPT_LOWER },
  },
];
