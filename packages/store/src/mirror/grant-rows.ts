import { type Grant, grantIds, resourcePath } from "@argo-acc/core";

import type { Mirror } from "./mirror.ts";
import type { MetricPath } from "./suspects.ts";

const IN_GRANT = `(@project IS NULL OR project_id = @project) AND (@provider IS NULL OR provider_id = @provider)
           AND (@installation IS NULL OR installation_id = @installation)`;

type GrantParameters = Readonly<Record<"project" | "provider" | "installation", string | null>>;

function parametersOf(grant: Grant): GrantParameters {
  const [project = null, provider = null, installation = null] = grantIds(grant);
  return { project, provider, installation };
}

/** How many metrics of a grant the mirror shows. */
export function countGrantRows(mirror: Mirror, grant: Grant): number {
  return (
    mirror.database
      .prepare<GrantParameters, number>(`SELECT coalesce(sum(metrics), 0) FROM metric_path WHERE ${IN_GRANT}`)
      .pluck()
      .get(parametersOf(grant)) ?? 0
  );
}

/** The installations of a grant of which the mirror shows metrics, and how many, in the order of their paths. */
export function readPathRows(mirror: Mirror, grant: Grant): (MetricPath & { readonly metrics: number })[] {
  return mirror.database
    .prepare<GrantParameters, MetricPath & { readonly metrics: number }>(
      `SELECT project_id, provider_id, installation_id, metrics FROM metric_path
       WHERE metrics > 0 AND ${IN_GRANT} ORDER BY path, provider_id`,
    )
    .all(parametersOf(grant));
}

/** The projects of which the mirror shows metrics. */
export function projectsWithRows(mirror: Mirror): string[] {
  return mirror.database
    .prepare<[], string>("SELECT DISTINCT project_id FROM metric_path WHERE metrics > 0 ORDER BY project_id")
    .pluck()
    .all();
}

/** How many metrics the mirror shows under each resource path (`project.provider.installation`). */
export function countPathRows(mirror: Mirror): Map<string, number> {
  return new Map(
    readPathRows(mirror, { kind: "system" }).map((row) => [
      resourcePath(row.project_id, row.provider_id, row.installation_id),
      row.metrics,
    ]),
  );
}
