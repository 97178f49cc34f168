import { AccResponseError, metricPath, type MetricItem, type MetricWindow } from "@argo-acc/core";

import type { FullAnswer, WindowLimits } from "./ask-window.ts";
import { FIRST_SECOND, inBox, LAST_SECOND, startOf } from "./box.ts";
import { packPaths, type PathPack } from "./pack-paths.ts";
import { planStartCuts } from "./plan-start-cuts.ts";
import { type PlannedWindow, tasksOfPacks, tasksOfStarts } from "./task.ts";
import type { Walk } from "./walk.ts";

/** A cut is planned from one row in so many, at each end of the window. */
const PLANNED_FROM = 50;

/** The service may count anything. */
const MOST_PARTS = 10_000;

/**
 * How many rows to ask for. A window that is thought to fit is asked for whole; of one that is not only enough rows to
 * plan its cut.
 *
 * @param thought how many rows it is thought to have
 */
export function pageSizeFor(limits: WindowLimits, thought: number): number {
  const { size, target } = limits;
  return thought < size ? size : Math.min(size, partsOf(limits, thought) * Math.ceil(target / PLANNED_FROM));
}

/**
 * Cuts a window that has too many rows: by installations, else by time.
 *
 * @param answer the first rows, and how many there are
 * @returns windows that tile it; none if all start in the same second in one installation
 */
export async function planCut(
  walk: Walk,
  box: MetricWindow,
  answer: FullAnswer,
  signal: AbortSignal,
): Promise<PlannedWindow[]> {
  walk.paths.add(answer.items.filter(inBox(box)).map(metricPath));
  const paths = walk.paths.inside(box);
  if (paths.length > 1) return tasksOfPacks(box, packsOf(walk, paths, answer));
  const cuts = await startCuts(walk, box, answer, signal);
  return cuts.length === 0 ? [] : tasksOfStarts(box, cuts, answer.total);
}

/** Installations count as many rows as were last known, else an even share, and never fewer than have come. */
function packsOf({ limits, expected }: Walk, paths: readonly string[], answer: FullAnswer): PathPack[] {
  const seen = new Map<string, number>();
  for (const item of answer.items) {
    const path = metricPath(item);
    seen.set(path, (seen.get(path) ?? 0) + 1);
  }
  const share = answer.total / paths.length;
  const weigh = (path: string) => Math.max(expected?.get(path) ?? share, seen.get(path) ?? 0);
  const packs = packPaths(paths, weigh, limits.target);
  if (packs.length > 1) return packs;
  const middle = Math.floor(paths.length / 2);
  const halves = [paths.slice(0, middle), paths.slice(middle)];
  return halves.flatMap((half) => packPaths(half, () => 0, 0));
}

async function startCuts(
  walk: Walk,
  box: MetricWindow,
  answer: FullAnswer,
  signal: AbortSignal,
): Promise<number[]> {
  const { limits } = walk;
  const { total, items } = answer;
  // the first and the last instant a cut can name; a window of one second has neither
  const low = box.startFrom === null ? FIRST_SECOND : box.startFrom + 1000;
  const high = box.startUntil === null ? LAST_SECOND : box.startUntil - 1000;
  if (low > high) return [];
  const tail = total > 2 * limits.target ? await lastRows(walk, box, total, signal) : [];
  const sample = { head: items.map(startOf), tail: tail.map(startOf), total };
  const cuts = planStartCuts(sample, partsOf(limits, total));
  const possible = cuts.map((start) => Math.max(start, low)).filter((start) => start <= high);
  return [...new Set(possible)];
}

function partsOf({ target }: WindowLimits, rows: number): number {
  return Math.min(Math.max(2, Math.ceil(rows / target)), MOST_PARTS);
}

/** About the last page. It only helps to guess well, so nothing is lost where it cannot be printed. */
async function lastRows(
  walk: Walk,
  box: MetricWindow,
  total: number,
  signal: AbortSignal,
): Promise<readonly MetricItem[]> {
  const size = pageSizeFor(walk.limits, total);
  try {
    const request = { page: Math.max(2, Math.round(total / size)), size, triesOn500: 1, signal };
    const last = await walk.search(walk.queryOf(box), request);
    return last.read().content;
  } catch (error) {
    if (error instanceof AccResponseError && error.status === 500) return [];
    throw error;
  }
}
