import { onOnePage, type Operation } from "./operation.ts";

const JANUARY = { start: "2024-01-01", end: "2024-02-01" };
const EXTERNAL = { externalId: "ext 1/a" };

/** What is asked of a provider in a project. */
export const PROJECT_PROVIDERS: readonly Operation[] = [
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
  {
    operation: "GET /projects/{project_id}/providers/{provider_id}/metric-definitions",
    method: "project().provider().metricDefinitions.list",
    call: (acc) => acc.project("p").provider("v").metricDefinitions.list().page(1),
    sends: "GET /projects/p/providers/v/metric-definitions?page=1&size=100",
    gives: onOnePage,
  },
  {
    operation: "GET /projects/{project_id}/providers/{provider_id}/report",
    method: "project().provider().report",
    call: (acc) => acc.project("p").provider("v").report(JANUARY),
    sends: "GET /projects/p/providers/v/report?start=2024-01-01&end=2024-02-01",
  },
  {
    operation: "GET /projects/{project_id}/providers/external/metrics",
    method: "project().provider({ externalId }).metrics.list",
    call: (acc) => acc.project("p").provider(EXTERNAL).metrics.list(JANUARY).page(1),
    sends:
      "GET /projects/p/providers/external/metrics?externalProviderId=ext+1%2Fa" +
      "&start=2024-01-01&end=2024-02-01&page=1&size=100",
  },
  {
    operation: "GET /projects/{project_id}/providers/external/report",
    method: "project().provider({ externalId }).report",
    call: (acc) => acc.project("p").provider(EXTERNAL).report(JANUARY),
    sends:
      "GET /projects/p/providers/external/report?externalProviderId=ext+1%2Fa&start=2024-01-01&end=2024-02-01",
  },
];
