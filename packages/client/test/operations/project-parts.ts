import type { Operation } from "./operation.ts";

export const PROJECT_PARTS: readonly Operation[] = [
  {
    operation: "GET /projects/{project_id}/providers/{provider_id}/metrics",
    method: "project().provider().metrics.list",
    call: (acc) => acc.project("p").provider("v/1").metrics.list({ start: "2024-01-01" }).page(1),
    sends: "GET /projects/p/providers/v%2F1/metrics?start=2024-01-01&page=1&size=100",
  },
  {
    operation: "GET /projects/{project_id}/providers/{provider_id}/installations",
    method: "project().provider().installations.list",
    call: (acc) => acc.project("p").provider("v").installations.list().page(1),
    sends: "GET /projects/p/providers/v/installations?page=1&size=100",
  },
];
