import type { MetricWindow } from "@argo-acc/core";

/** A half-open range of paths. */
export type PathRange = readonly [from: string, until: string];

/** What has a range of paths. */
export interface Ranged {
  readonly range: PathRange;
}

/** Windows that tile a box together. */
export interface RangeTiles<T> {
  readonly tiles: readonly (T & { readonly window: MetricWindow })[];
  /** What lies before, between and after them. */
  readonly gaps: readonly MetricWindow[];
}

/**
 * Gives each of some ranges of paths its window of a box.
 *
 * @param items their ranges lie inside the box and rise; none of them overlaps another
 */
export function tileRanges<T extends Ranged>(box: MetricWindow, items: readonly T[]): RangeTiles<T> {
  const tiles: (T & { readonly window: MetricWindow })[] = [];
  const gaps: MetricWindow[] = [];
  let edge = box.pathFrom;
  for (const item of items) {
    const [pathFrom, pathUntil] = item.range;
    if (pathFrom !== edge) gaps.push({ ...box, pathFrom: edge, pathUntil: pathFrom });
    tiles.push({ ...item, window: { ...box, pathFrom, pathUntil } });
    edge = pathUntil;
  }
  if (edge !== box.pathUntil) gaps.push({ ...box, pathFrom: edge, pathUntil: box.pathUntil });
  return { tiles, gaps };
}
