import { ALL_TIME, type MetricPair, type Mirror, readUsage } from "@argo-acc/store/mirror";

import { compareUsage, type UsageDifference } from "../../usage/index.ts";
import type { ReadingPart } from "../read/reading-part.ts";
import type { SumAccount } from "./ask-sums.ts";

/** What the service's sums say about the mirror. */
export interface SumComparison {
  /** Pairs of installation and definition whose sums are others, or that only one side has. */
  readonly differing: readonly UsageDifference[];
  /** What no sum vouches for, in one way or the other. */
  readonly unwitnessed: readonly ReadingPart[];
}

/**
 * Compares what the service told with what the mirror comes to now. An installation that a report does not name at all,
 * though the mirror has metrics of it, has no witness; nor has a pair with a sum that is not finite.
 */
export function compareSums(mirror: Mirror, accounts: readonly SumAccount[]): SumComparison {
  const differing: UsageDifference[] = [];
  const unwitnessed = new Map<string, ReadingPart>();
  const leaveOut = (part: ReadingPart) => unwitnessed.set(JSON.stringify(part), part);
  for (const { grant, usage } of accounts) {
    if (usage === undefined) {
      leaveOut({ grant });
      continue;
    }
    const ours = readUsage(mirror, grant, ALL_TIME);
    const told = new Set(usage.map(installationOf));
    for (const pair of ours) if (!told.has(installationOf(pair))) leaveOut(installationPart(pair));
    const unsure = new Set<string>();
    for (const pair of [...ours, ...usage]) {
      if (!told.has(installationOf(pair)) || !pair.periods.some(isUnsure)) continue;
      unsure.add(pairOf(pair));
      leaveOut(pairPart(pair));
    }
    for (const pair of compareUsage(ours, usage)) {
      if (told.has(installationOf(pair)) && !unsure.has(pairOf(pair))) differing.push(pair);
    }
  }
  return { differing, unwitnessed: [...unwitnessed.values()] };
}

/** All metrics of one installation, to be read. */
function installationPart({ project_id, provider_id, installation_id }: MetricPair): ReadingPart {
  return { grant: { kind: "installation", project_id, provider_id, installation_id } };
}

/** All metrics of one definition in one installation, to be read. */
export function pairPart(pair: MetricPair): ReadingPart {
  return { ...installationPart(pair), metric_definition_id: pair.metric_definition_id };
}

/** Sums that are not finite, or were not on the way, say nothing about what was added. */
function isUnsure({
  total,
  magnitude = 0,
}: {
  readonly total: number;
  readonly magnitude?: number;
}): boolean {
  return !Number.isFinite(total) || !Number.isFinite(magnitude);
}

function installationOf({ project_id, provider_id, installation_id }: MetricPair): string {
  return JSON.stringify([project_id, provider_id, installation_id]);
}

function pairOf(pair: MetricPair): string {
  return `${installationOf(pair)} ${pair.metric_definition_id}`;
}
