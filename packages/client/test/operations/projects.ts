import type { Operation } from "./operation.ts";

export const PROJECTS: readonly Operation[] = [
  {
    operation: "GET /projects/{id}",
    method: "project().get",
    call: (acc) => acc.project("p/1").get(),
    sends: "GET /projects/p%2F1",
  },
  {
    operation: "GET /projects/{project_id}/metrics",
    method: "project().metrics.list",
    call: (acc) =>
      acc
        .project("p 1")
        .metrics.list({ start: "2024-01-01", end: "2024-02-01", metric_definition_id: "6B04D" })
        .page(1),
    sends:
      "GET /projects/p%201/metrics?start=2024-01-01&end=2024-02-01&metric-definition-id=6B04D&page=1&size=100",
  },
  {
    operation: "GET /projects/{project_id}/installations",
    method: "project().installations.list",
    call: (acc) => acc.project("p").installations.list({ pageSize: 20 }).page(2),
    sends: "GET /projects/p/installations?page=2&size=20",
  },
];
