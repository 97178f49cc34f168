import { formatInstant } from "@argo-acc/core";
import {
  ALL_TIME,
  type MetricPair,
  readUsage,
  roundingBound,
  type StartSpan,
  type UsagePeriod,
  type UsageWindow,
} from "@argo-acc/store/mirror";

import type { ServicePeriod } from "../../usage/index.ts";
import type { PullRun } from "../run.ts";
import { isNoWitness } from "../unavailable.ts";
import { askReport } from "../witness/ask-report.ts";

/** By how much the service's sum of a pair is higher than the mirror's. */
export interface SumGap {
  readonly gap: number;
  /** As much of it could be rounding alone. */
  readonly bound: number;
}

/** How far two accounts of the same days lie apart. */
export function gapBetween(ours: readonly UsagePeriod[], theirs: readonly ServicePeriod[]): SumGap {
  const gap = sumOf(theirs.map(({ total }) => total)) - sumOf(ours.map(({ total }) => total));
  const bound = sumOf(ours.map(({ count, magnitude }) => roundingBound(count, magnitude)));
  return { gap, bound };
}

/** Asks how far the sums of a pair lie apart in some days; `undefined` if the service cannot tell. */
export async function askGap(run: PullRun, pair: MetricPair, span: StartSpan): Promise<SumGap | undefined> {
  const { project_id, provider_id, installation_id, metric_definition_id } = pair;
  const grant = { kind: "installation", project_id, provider_id, installation_id } as const;
  const window = daysOf(span);
  const isPair = (usage: { readonly metric_definition_id: string }) =>
    usage.metric_definition_id === metric_definition_id;
  try {
    const told = await askReport(run, grant, window);
    const ours = readUsage(run.mirror, grant, window).find(isPair)?.periods ?? [];
    const between = gapBetween(ours, told.find(isPair)?.periods ?? []);
    return Number.isFinite(between.gap) && Number.isFinite(between.bound) ? between : undefined;
  } catch (error) {
    if (isNoWitness(error)) return undefined;
    throw error;
  }
}

function daysOf({ startFrom, startUntil }: StartSpan): UsageWindow {
  return {
    start: startFrom === null ? ALL_TIME.start : dayText(startFrom),
    end: startUntil === null ? ALL_TIME.end : dayText(startUntil),
  };
}

function dayText(epochMs: number): string {
  return formatInstant(epochMs).slice(0, 10);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
