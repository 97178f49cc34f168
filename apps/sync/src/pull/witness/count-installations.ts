import { type Grant, grantCovers, resourcePath } from "@argo-acc/core";
import { countPathRows, readPathRows } from "@argo-acc/store/mirror";

import type { ReadingPart } from "../read/reading-part.ts";
import type { PullRun } from "../run.ts";

type InstallationGrant = Extract<Grant, { readonly kind: "installation" }>;

/** Counts in flight. */
const CONCURRENCY = 4;

/** The installations of a grant: those of the catalogue, and those of which the mirror shows metrics. */
export function installationsOf({ mirror, installations }: PullRun, grant: Grant): InstallationGrant[] {
  const places = [
    ...installations.map(({ project, organisation, id }) => ({
      project_id: project,
      provider_id: organisation,
      installation_id: id,
    })),
    ...readPathRows(mirror, grant),
  ];
  const found = new Map<string, InstallationGrant>();
  for (const { project_id, provider_id, installation_id } of places) {
    const place: InstallationGrant = { kind: "installation", project_id, provider_id, installation_id };
    if (grantCovers(grant, place)) found.set(JSON.stringify(place), place);
  }
  return [...found.values()];
}

/** The installations of which the service counts more or fewer metrics than the mirror shows. One request for each. */
export async function findDifferingCounts(
  run: PullRun,
  installations: readonly InstallationGrant[],
  count: (run: PullRun, grant: Grant) => Promise<number>,
): Promise<ReadingPart[]> {
  const rows = countPathRows(run.mirror);
  const differing: ReadingPart[] = [];
  for (let at = 0; at < installations.length; at += CONCURRENCY) {
    const some = installations.slice(at, at + CONCURRENCY);
    const counts = await Promise.all(some.map((grant) => count(run, grant)));
    for (const [index, grant] of some.entries()) {
      const path = resourcePath(grant.project_id, grant.provider_id, grant.installation_id);
      if (counts[index] !== (rows.get(path) ?? 0)) differing.push({ grant });
    }
  }
  return differing;
}
