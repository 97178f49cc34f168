import { AccNotFoundError } from "@argo-acc/core";

import { inParallel } from "../discover/in-parallel.ts";
import { asListFailure, type GuardedList } from "./guarded-list.ts";
import type { ListReadOptions } from "./list-passes.ts";

/** How often a whole and its parts are counted that do not agree: others write meanwhile. */
const ROUNDS = 3;

/**
 * Counts a whole and its parts, until these have as many rows together as it has itself, before and after.
 *
 * @returns how many each part has; `undefined` if they do not agree, or one of them cannot be counted
 */
export async function countMembers(
  countWhole: (signal: AbortSignal) => Promise<number>,
  lists: readonly GuardedList[],
  options: ListReadOptions,
): Promise<readonly number[] | undefined> {
  for (let round = 1; round <= ROUNDS; round++) {
    const before = await countWhole(options.signal);
    const counts = await inParallel(lists, options, countOrFailure);
    const known = counts.filter((count) => count !== undefined);
    if (known.length < counts.length) return undefined;
    const sum = known.reduce((rows, count) => rows + count, 0);
    if (sum === before && (await countWhole(options.signal)) === before) return known;
  }
  return undefined;
}

/**
 * The same until two countings one after another find the same everywhere: what is written between the counts of one
 * could make up for rows that no part has.
 *
 * @param last what was counted before
 */
export async function countSteadily(
  countWhole: (signal: AbortSignal) => Promise<number>,
  lists: readonly GuardedList[],
  options: ListReadOptions,
  last?: readonly number[],
): Promise<readonly number[] | undefined> {
  let before = last;
  for (let round = 1; round <= ROUNDS; round++) {
    const counts = await countMembers(countWhole, lists, options);
    const isSame = counts?.every((count, index) => count === before?.[index]);
    if (counts === undefined || isSame === true) return counts;
    before = counts;
  }
  return undefined;
}

/** What is not there any more has no rows. */
async function countOrFailure(list: GuardedList, signal: AbortSignal): Promise<number | undefined> {
  try {
    return await list.count(signal);
  } catch (error) {
    return asListFailure(error) instanceof AccNotFoundError ? 0 : undefined;
  }
}
