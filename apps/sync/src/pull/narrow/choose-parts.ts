import { type Grant, grantKey } from "@argo-acc/core";
import { countGrantRows, countPairRows } from "@argo-acc/store/mirror";

import type { UsageDifference } from "../../usage/index.ts";
import type { Reader } from "../read/reader.ts";
import type { ReadingPart } from "../read/reading-part.ts";
import type { PullRun } from "../run.ts";
import { pairPart, type SumComparison } from "../witness/compare-sums.ts";
import { countByLists, countBySearch } from "../witness/count-grant.ts";
import { findDifferingCounts, installationsOf } from "../witness/count-installations.ts";

/** About how many rows a request gives: a window of search, or a page of a list that is read twice. */
const ROWS_A_REQUEST = { windows: 750, pages: 50 };

/** A pair of more windows than this is narrowed by time. */
const MANY_WINDOWS = 10;

/** What a complete reading asks besides: whether search shows what the lists count. */
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
  { comparison, reader }: { readonly comparison: SumComparison; readonly reader: Reader },
): Promise<NarrowPlan | undefined> {
  const { mirror } = run;
  const costOf = (rows: number) => Math.max(1, Math.ceil(rows / ROWS_A_REQUEST[reader.by]));
  const costOfPart = (part: ReadingPart) => costOf(rowsOf(run, part));
  const everything = costOf(countGrantRows(mirror, grant)) + COMPARING;
  const plan =
    comparison.differing.length + comparison.unwitnessed.length === 0
      ? await planByCounts(run, grant, { reader, limit: everything })
      : planBySums(comparison, {
          reader,
          isLarge: (pair) => costOf(countPairRows(mirror, pair)) > MANY_WINDOWS,
        });
  const isAll = plan.parts.some((part) => grantKey(part.grant) === grantKey(grant) && isOfAll(part));
  const cost = sumOf(plan.parts.map(costOfPart)) + plan.large.length * MANY_WINDOWS;
  return isAll || cost === 0 || cost >= everything ? undefined : plan;
}

/** @param options.limit how many installations are worth counting */
async function planByCounts(
  run: PullRun,
  grant: Grant,
  { reader, limit }: { readonly reader: Reader; readonly limit: number },
): Promise<NarrowPlan> {
  const installations = installationsOf(run, grant);
  if (installations.length >= limit) return { parts: [], large: [] };
  const count = reader.by === "windows" ? countBySearch : countByLists;
  return { parts: await findDifferingCounts(run, installations, count), large: [] };
}

function planBySums(
  { differing, unwitnessed }: SumComparison,
  { reader, isLarge }: { readonly reader: Reader; readonly isLarge: (pair: UsageDifference) => boolean },
): NarrowPlan {
  if (reader.by === "pages") {
    // the lists know no definitions, so several pairs of an installation are read together
    const grants = [...unwitnessed, ...differing.map(pairPart)].map(({ grant }) => grant);
    const places = new Map(grants.map((grant) => [grantKey(grant), { grant }]));
    return { parts: [...places.values()], large: [] };
  }
  const large = differing.filter(isLarge);
  const small = differing.filter((pair) => !large.includes(pair));
  return { parts: [...unwitnessed, ...small.map(pairPart)], large };
}

function rowsOf({ mirror }: PullRun, { grant, metric_definition_id }: ReadingPart): number {
  return metric_definition_id === undefined || grant.kind !== "installation"
    ? countGrantRows(mirror, grant)
    : countPairRows(mirror, { ...grant, metric_definition_id });
}

function isOfAll({ metric_definition_id }: ReadingPart): boolean {
  return metric_definition_id === undefined;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
