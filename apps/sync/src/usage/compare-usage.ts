import { roundingBound, type Usage, type UsagePeriod } from "@argo-acc/store/mirror";

import type { ServicePeriod, ServiceUsage } from "./ask-usage.ts";

/** An installation and definition whose usage is not the same on both sides. */
export interface UsageDifference {
  readonly project_id: string;
  readonly provider_id: string;
  readonly installation_id: string;
  readonly metric_definition_id: string;
  /** What the mirror comes to; `null` if it shows no metric of the definition there. */
  readonly mirror: readonly UsagePeriod[] | null;
  /** What the service tells; `null` if it names no such definition there. */
  readonly service: readonly ServicePeriod[] | null;
}

/**
 * The pairs of installation and definition that differ: only one side has them, the window is cut at other times or
 * under other capacities, or a total differs by more than adding the same numbers in another order can explain.
 */
export function compareUsage(mirror: readonly Usage[], service: readonly ServiceUsage[]): UsageDifference[] {
  const ours = new Map(mirror.map((usage) => [pairKey(usage), usage]));
  const theirs = new Map(service.map((usage) => [pairKey(usage), usage]));
  const keys = [...new Set([...ours.keys(), ...theirs.keys()])].toSorted();
  return keys.flatMap((key) => {
    const [our, their] = [ours.get(key), theirs.get(key)];
    const pair = our ?? their;
    if (pair === undefined || (our !== undefined && their !== undefined && isSameUsage(our, their)))
      return [];
    const { project_id, provider_id, installation_id, metric_definition_id } = pair;
    return {
      project_id,
      provider_id,
      installation_id,
      metric_definition_id,
      mirror: our?.periods ?? null,
      service: their?.periods ?? null,
    };
  });
}

function pairKey(usage: Omit<Usage, "periods">): string {
  const { project_id, provider_id, installation_id, metric_definition_id } = usage;
  return JSON.stringify([project_id, provider_id, installation_id, metric_definition_id]);
}

function isSameUsage({ periods: ours }: Usage, { periods: theirs }: ServiceUsage): boolean {
  return (
    ours.length === theirs.length &&
    ours.every((our, index) => {
      const their = theirs[index];
      return their !== undefined && isSamePeriod(our, their);
    })
  );
}

/** Whether two accounts of one part of a window can be of the same metrics. */
function isSamePeriod(our: UsagePeriod, their: ServicePeriod): boolean {
  return (
    our.from === their.from &&
    our.to === their.to &&
    isSameNumber(our.capacity, their.capacity) &&
    isSameTotal(our, their.total)
  );
}

/** Sums that overflow on the way depend on the order in which they were added, so they say nothing. */
function isSameTotal({ total, count, magnitude }: UsagePeriod, other: number): boolean {
  if (isSameNumber(total, other) || magnitude === Number.POSITIVE_INFINITY) return true;
  return Math.abs(total - other) <= roundingBound(count, magnitude);
}

function isSameNumber(one: number | undefined, other: number | undefined): boolean {
  return one === other || (Number.isNaN(one) && Number.isNaN(other));
}
