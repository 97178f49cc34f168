import type { Grant, MetricItem, Paged } from "@argo-acc/core";

import { metricList } from "./resources/metric-filter.ts";
import { Metrics } from "./resources/metrics.ts";
import { path } from "./resources/path.ts";
import { everything } from "./resources/search/search-query.ts";
import type { Transport } from "./transport/transport.ts";

/** The list whose count tells how many metrics a grant covers. For all but the system the service checks the right to it. */
export function guardedList(transport: Transport, grant: Grant): Paged<MetricItem> {
  return grant.kind === "system"
    ? new Metrics(transport).search(everything())
    : metricList(transport, { path: guardedPath(grant) }, {}, {});
}

/** The path of that list. */
export function guardedPath(grant: Grant): string {
  switch (grant.kind) {
    case "system":
      return "/metrics/search";
    case "project":
      return path`/projects/${grant.project_id}/metrics`;
    case "provider":
      return path`/projects/${grant.project_id}/providers/${grant.provider_id}/metrics`;
    case "installation":
      return path`/installations/${grant.installation_id}/metrics`;
  }
}
