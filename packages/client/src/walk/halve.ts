import type { MetricWindow } from "@argo-acc/core";

import { cutAtPaths, cutAtStarts, FIRST_SECOND, isolatePath, LAST_SECOND } from "./box.ts";

const DAY = 86_400_000;
const SERVICE_IS_YOUNGER_THAN = Date.UTC(2000, 0, 1);

/**
 * Halves a window, by installations as long as it has several, then by days.
 *
 * @param paths the known paths inside, rising
 * @param now milliseconds since the epoch: nothing starts later, and an open window is cut there first
 * @returns `undefined` for one installation and at most one day
 */
export function halve(box: MetricWindow, paths: readonly string[], now: number): MetricWindow[] | undefined {
  const middle = paths[Math.ceil(paths.length / 2)];
  if (paths.length > 1 && middle !== undefined) return cutAtPaths(box, [middle]);
  const cut = middleStart(box, now);
  if (cut !== undefined) return cutAtStarts(box, [cut]);
  return paths[0] === undefined ? undefined : isolatePath(box, paths[0]);
}

function middleStart({ startFrom, startUntil }: MetricWindow, now: number): number | undefined {
  const from = startFrom ?? FIRST_SECOND;
  const until = startUntil ?? LAST_SECOND;
  const tomorrow = wholeDay(now) + DAY;
  if (startUntil === null && from < tomorrow) return tomorrow;
  if (startFrom === null && until > SERVICE_IS_YOUNGER_THAN) return SERVICE_IS_YOUNGER_THAN;
  if (until - from <= DAY) return undefined;
  const middle = wholeDay(from + (until - from) / 2);
  return middle > from ? middle : middle + DAY < until ? middle + DAY : undefined;
}

function wholeDay(epochMs: number): number {
  return Math.floor(epochMs / DAY) * DAY;
}
