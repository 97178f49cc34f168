import { grantCovers, grantKey } from "@argo-acc/core";
import { countGrantRows, countStarts, readPathRows, type ReportedGrant } from "@argo-acc/store/mirror";

import { isBroken, isRefused } from "../pull/unavailable.ts";
import { countStartsListed } from "./count-listed.ts";
import { readWholeInstallation } from "./read-metrics.ts";
import { type InstallationGrant, installationOf, type Verifying } from "./verifying.ts";

/** Counts in flight. */
const CONCURRENCY = 4;

/**
 * Compares how many metrics the list of a grant counts with how many the mirror shows: sums do not tell of values that
 * are 0, nor of metrics that no report counts. Unless what was found by then explains it, the installations whose own
 * counts differ are read.
 */
export async function compareCounts(verifying: Verifying, grant: ReportedGrant): Promise<void> {
  const gap = await gapOf(verifying, grant);
  if (gap === undefined || gap === knownGap(verifying, grant)) return;
  const installations = grant.kind === "installation" ? [grant] : installationsWithin(verifying, grant);
  let told: number | undefined = 0;
  for (let at = 0; at < installations.length; at += CONCURRENCY) {
    const some = installations.slice(at, at + CONCURRENCY);
    const gaps = await Promise.all(some.map((one) => (one === grant ? gap : gapOf(verifying, one))));
    for (const [index, installation] of some.entries()) {
      const own = gaps[index];
      told = own === undefined || told === undefined ? undefined : told + own;
      if (own !== undefined && own !== knownGap(verifying, installation)) {
        await readWholeInstallation(verifying, installation);
      }
    }
  }
  if (told === undefined || told === gap || (await gapOf(verifying, grant)) === told) return;
  const why = `its list has ${gap - told} metrics more than those of its installations together`;
  verifying.notCompared.push({ grant, why });
}

/** How many more the service counts than the mirror shows; `undefined` if it does not count. */
async function gapOf(verifying: Verifying, grant: ReportedGrant): Promise<number | undefined> {
  const { mirror, notCompared, range } = verifying;
  const { starts } = range;
  try {
    const count = await countStartsListed(verifying, grant);
    return (
      count - (starts === undefined ? countGrantRows(mirror, grant) : countStarts(mirror, grant, starts))
    );
  } catch (error) {
    if (!isRefused(error) && !isBroken(error)) throw error;
    notCompared.push({ grant, why: error.message });
    return undefined;
  }
}

/** How many more the service has of the metrics that are known to differ. */
function knownGap({ drafts }: Verifying, grant: ReportedGrant): number {
  const gaps = new Map<string, number>();
  for (const { ids, metrics } of drafts.values()) {
    const installation = installationOf(ids);
    if (!grantCovers(grant, installation)) continue;
    for (const { id, problem } of metrics.values()) {
      const gap = problem === "missing here" ? 1 : problem === "missing there" ? -1 : 0;
      gaps.set(`${grantKey(installation)} ${id}`, gap);
    }
  }
  return [...gaps.values()].reduce((sum, gap) => sum + gap, 0);
}

/** Those of the service's catalogue, and those of which the mirror shows metrics. */
function installationsWithin(
  { mirror, installations }: Verifying,
  grant: ReportedGrant,
): InstallationGrant[] {
  const places = [
    ...installations.map(({ project, organisation, id }) => ({
      project_id: project,
      provider_id: organisation,
      installation_id: id,
    })),
    ...readPathRows(mirror, grant),
  ].map(({ project_id, provider_id, installation_id }): InstallationGrant => {
    return { kind: "installation", project_id, provider_id, installation_id };
  });
  const within = places.filter((place) => grantCovers(grant, place));
  return [...new Map(within.map((place) => [grantKey(place), place])).values()];
}
