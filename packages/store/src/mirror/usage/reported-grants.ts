import { grantIds } from "@argo-acc/core";

import type { Mirror } from "../mirror.ts";
import { ALL_TIME } from "./usage.ts";
import { eachPair, type ReportedGrant } from "./used-pairs.ts";

/** The projects that the mirror shows, or shows metrics of. */
export function knownProjects({ database }: Mirror): string[] {
  return database
    .prepare<[], string>(
      `SELECT id FROM project WHERE gone_run IS NULL
       UNION SELECT project_id FROM metric_path WHERE metrics > 0 ORDER BY 1`,
    )
    .pluck()
    .all();
}

/** The next narrower grants within one: the providers of a project, the installations of a provider. */
export function innerGrants({ database }: Mirror, grant: ReportedGrant): ReportedGrant[] {
  if (grant.kind === "installation") return [];
  const [project, provider = null] = grantIds(grant);
  const column = grant.kind === "project" ? "provider_id" : "installation_id";
  const ids = database
    .prepare<Record<string, string | null | undefined>, string>(
      `WITH known AS (
         SELECT project AS project_id, organisation AS provider_id, id AS installation_id
         FROM installation WHERE gone_run IS NULL
         UNION SELECT project_id, provider_id, installation_id FROM metric_path WHERE metrics > 0
       )
       SELECT DISTINCT ${column} FROM known
       WHERE project_id = @project AND (@provider IS NULL OR provider_id = @provider) ORDER BY 1`,
    )
    .pluck()
    .all({ project, provider });
  const { project_id } = grant;
  return ids.map((id) =>
    grant.kind === "project"
      ? { kind: "provider", project_id, provider_id: id }
      : { kind: "installation", project_id, provider_id: grant.provider_id, installation_id: id },
  );
}

/** When metrics of a grant start, once at least for each month with metrics: milliseconds since the epoch. */
export function startsByMonth(mirror: Mirror, grant: ReportedGrant): number[] {
  const starts = eachPair(mirror, grant, ALL_TIME, ({ months }) =>
    months.map(({ first_start }) => first_start),
  );
  return [...new Set(starts.flat())];
}

/** How many metrics of a grant start in a span: milliseconds since the epoch, the end not included. */
export function countStarts(
  { database }: Mirror,
  grant: ReportedGrant,
  { from, until }: { readonly from: number; readonly until: number },
): number {
  const [project, provider = null, installation = null] = grantIds(grant);
  return (
    database
      .prepare<Record<string, string | number | null | undefined>, number>(
        `SELECT count(*) FROM metric_path p JOIN metric m ON m.path = p.key
         WHERE p.project_id = @project AND (@provider IS NULL OR p.provider_id = @provider)
           AND (@installation IS NULL OR p.installation_id = @installation)
           AND m.start_ms >= @from AND m.start_ms < @until AND m.gone_run IS NULL`,
      )
      .pluck()
      .get({ project, provider, installation, from, until }) ?? 0
  );
}
