import { type Grant, grantIds, resourcePath } from "@argo-acc/core";

import type { Mirror } from "./mirror.ts";

/** How many metrics of a grant the mirror shows. */
export function countGrantRows(mirror: Mirror, grant: Grant): number {
  const [project = null, provider = null, installation = null] = grantIds(grant);
  return (
    mirror.database
      .prepare<Record<string, string | null>, number>(
        `SELECT coalesce(sum(metrics), 0) FROM metric_path
         WHERE (@project IS NULL OR project_id = @project) AND (@provider IS NULL OR provider_id = @provider)
           AND (@installation IS NULL OR installation_id = @installation)`,
      )
      .pluck()
      .get({ project, provider, installation }) ?? 0
  );
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
  const rows = mirror.database
    .prepare<[], { project_id: string; provider_id: string; installation_id: string; metrics: number }>(
      "SELECT project_id, provider_id, installation_id, metrics FROM metric_path WHERE metrics > 0",
    )
    .all();
  return new Map(
    rows.map((row) => [resourcePath(row.project_id, row.provider_id, row.installation_id), row.metrics]),
  );
}
