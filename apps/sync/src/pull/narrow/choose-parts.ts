import { type Grant, grantKey } from "@argo-acc/core";
import { countGrantRows, countPairRows } from "@argo-acc/store/mirror";

import type { UsageDifference } from "../../usage/index.ts";
import type { ReadingPart } from "../reading-part.ts";
import type { PullRun } from "../run.ts";
import { pairPart, type SumComparison } from "../witness/compare-sums.ts";
import { findDifferingCounts, installationsOf } from "../witness/count-installations.ts";

/** About how many rows a window has: what a part costs is counted in windows. */
const WINDOW_ROWS = 750;

/** A pair of more windows than this is narrowed by time. */
const MANY_WINDOWS = 10;

/** What a complete reading asks besides its windows: whether search shows what the lists count. */
const COMPARING = 2;

/** What to read instead of everything. */
export interface NarrowPlan {
  /** Parts that are read whole. */
  readonly parts: readonly ReadingPart[];
  /** Pairs that are to be narrowed by time. */
  readonly large: readonly UsageDifference[];
}

/**
 * Chooses what to read of a grant whose count or sums differ. Where no sum differs, its installations are counted.
 *
 * @returns `undefined` if reading everything costs no more
 */
export async function chooseParts(
  run: PullRun,
  grant: Grant,
  { differing, unwitnessed }: SumComparison,
): Promise<NarrowPlan | undefined> {
  const { mirror } = run;
  const everything = windowsFor(countGrantRows(mirror, grant)) + COMPARING;
  if (differing.length + unwitnessed.length === 0) {
    const installations = installationsOf(run, grant);
    if (installations.length >= everything) return undefined;
    const parts = await findDifferingCounts(run, installations);
    return parts.length === 0 || costOf(run, parts) >= everything ? undefined : { parts, large: [] };
  }
  const large = differing.filter((pair) => windowsFor(countPairRows(mirror, pair)) > MANY_WINDOWS);
  const small = differing.filter((pair) => !large.includes(pair));
  const parts = [...unwitnessed, ...small.map(pairPart)];
  const isAll = unwitnessed.some((part) => grantKey(part.grant) === grantKey(grant));
  const cost = costOf(run, parts) + large.length * MANY_WINDOWS;
  return isAll || cost >= everything ? undefined : { parts, large };
}

function costOf({ mirror }: PullRun, parts: readonly ReadingPart[]): number {
  const rowsOf = ({ grant, metric_definition_id }: ReadingPart) =>
    metric_definition_id === undefined || grant.kind !== "installation"
      ? countGrantRows(mirror, grant)
      : countPairRows(mirror, { ...grant, metric_definition_id });
  return parts.reduce((windows, part) => windows + windowsFor(rowsOf(part)), 0);
}

function windowsFor(rows: number): number {
  return Math.max(1, Math.ceil(rows / WINDOW_ROWS));
}
