import type { MetricFilter } from "@argo-acc/client";
import { formatInstant } from "@argo-acc/core";
import type { ReportedGrant } from "@argo-acc/store/mirror";

import type { Verifying } from "./verifying.ts";

/** How many metrics of the range the list of a grant counts, which needs no search. One request, or two for a range. */
export async function countStartsListed(
  { acc, signal, range: { starts } }: Verifying,
  grant: ReportedGrant,
  metric_definition_id?: string,
): Promise<number> {
  const countFrom = (start?: number) =>
    listOf(acc, grant, {
      metric_definition_id,
      start: start === undefined ? undefined : formatInstant(start).slice(0, 10),
    }).count({ signal });
  if (starts === undefined) return countFrom();
  const [all, later] = await Promise.all([countFrom(starts.from), countFrom(starts.until)]);
  return all - later;
}

function listOf(acc: Verifying["acc"], grant: ReportedGrant, filter: MetricFilter) {
  switch (grant.kind) {
    case "project":
      return acc.project(grant.project_id).metrics.list(filter);
    case "provider":
      return acc.project(grant.project_id).provider(grant.provider_id).metrics.list(filter);
    case "installation":
      return acc.installation(grant.installation_id).metrics.list(filter);
  }
}
