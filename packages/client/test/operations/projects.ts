import { textIs } from "@argo-acc/client";

import { nothing, onOnePage, type Operation } from "./operation.ts";

const JANUARY = { start: "2024-01-01", end: "2024-02-01" };
const DEFINITION = "6B046ACE55BE38B0421138A4";

/** A project and what is asked of all of it. */
export const PROJECTS: readonly Operation[] = [
  {
    operation: "POST /projects/search",
    method: "projects.search",
    call: (acc) => acc.projects.search(textIs("project_id", "p"), { pageSize: 50 }).page(2),
    sends: "POST /projects/search?page=2&size=50",
    body: {
      type: "filter",
      operator: "AND",
      criteria: [
        { type: "query", field: "project_id", operand: "gte", values: "p" },
        { type: "query", field: "project_id", operand: "lte", values: "p" },
      ],
    },
  },
  {
    operation: "GET /projects/{id}",
    method: "project().get",
    call: (acc) => acc.project("p/1").get(),
    sends: "GET /projects/p%2F1",
  },
  {
    operation: "GET /projects/{project_id}/report",
    method: "project().report",
    call: (acc) => acc.project("p").report(JANUARY),
    sends: "GET /projects/p/report?start=2024-01-01&end=2024-02-01",
  },
  {
    operation: "GET /projects/{project_id}/metrics",
    method: "project().metrics.list",
    call: (acc) =>
      acc
        .project("p 1")
        .metrics.list({ ...JANUARY, metric_definition_id: DEFINITION })
        .page(1),
    sends:
      "GET /projects/p%201/metrics?start=2024-01-01&end=2024-02-01" +
      "&metric-definition-id=6b046ace55be38b0421138a4&page=1&size=100",
  },
  {
    operation: "GET /projects/{project_id}/installations",
    method: "project().installations.list",
    call: (acc) => acc.project("p").installations.list({ pageSize: 20 }).page(2),
    sends: "GET /projects/p/installations?page=2&size=20",
  },
  {
    operation: "GET /projects/{project_id}/metric-definitions",
    method: "project().metricDefinitions.list",
    call: (acc) => acc.project("p").metricDefinitions.list().page(1),
    sends: "GET /projects/p/metric-definitions?page=1&size=100",
    gives: onOnePage,
  },
  {
    operation: "GET /projects/projects/{project_id}/groups/{group_id}/metrics",
    method: "project().group().metrics.list",
    call: (acc) => acc.project("p").group("g 1").metrics.list({ end: "2024-02-01" }).page(1),
    sends: "GET /projects/projects/p/groups/g%201/metrics?end=2024-02-01&page=1&size=100",
  },
  {
    operation: "GET /projects/projects/{project_id}/groups/{group_id}/report",
    method: "project().group().report",
    call: (acc) => acc.project("p").group("g/1").report(JANUARY),
    sends: "GET /projects/projects/p/groups/g%2F1/report?start=2024-01-01&end=2024-02-01",
  },
  {
    operation: "GET /projects/projects/{project_id}/users/{user_id}/metrics",
    method: "project().user().metrics.list",
    call: (acc) => acc.project("p").user("u").metrics.list({}, { pageSize: 10 }).page(3),
    sends: "GET /projects/projects/p/users/u/metrics?page=3&size=10",
  },
  {
    operation: "GET /projects/projects/{project_id}/users/{user_id}/report",
    method: "project().user().report",
    call: (acc) => acc.project("p").user("u").report(JANUARY),
    sends: "GET /projects/projects/p/users/u/report?start=2024-01-01&end=2024-02-01",
  },
  {
    operation: "POST /projects/{id}/associate/provider/{provider_id}",
    method: "project().provider().associate",
    call: (acc) => acc.project("p").provider("v/1").associate(),
    sends: "POST /projects/p/associate/provider/v%2F1",
    gives: nothing,
  },
  {
    operation: "POST /projects/{id}/dissociate/provider/{provider_id}",
    method: "project().provider().dissociate",
    call: (acc) => acc.project("p").provider("v").dissociate(),
    sends: "POST /projects/p/dissociate/provider/v",
    gives: nothing,
  },
];
