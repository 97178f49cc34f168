/** A capacity by the instant from which it holds: milliseconds since the epoch, which is what the service stores. */
export interface CapacityChange {
  readonly at: number;
  readonly value: number;
}

/** A part of a window in which one capacity, or none, holds. Milliseconds since the epoch. */
export interface Cut {
  readonly from: number;
  readonly to: number;
  readonly capacity: number | undefined;
}

/**
 * Cuts a window where capacities change, as the service does it, with its peculiarities: where the window ends on a
 * change that is not the last one, or before two or more of them, there is a part of no length at its end.
 *
 * @param changes in the order of time
 */
export function cutWindow(from: number, to: number, changes: readonly CapacityChange[]): Cut[] {
  const [first] = changes;
  if (first === undefined) return [{ from, to, capacity: undefined }];
  const cuts: Cut[] = [];
  let edge = from;
  if (from < first.at) {
    edge = Math.min(first.at, to);
    cuts.push({ from, to: edge, capacity: undefined });
  }
  for (const [index, { value: capacity }] of changes.entries()) {
    const next = changes[index + 1];
    if (next !== undefined && to < next.at) return [...cuts, { from: edge, to, capacity }];
    const end = next?.at ?? to;
    if (end <= edge) continue;
    cuts.push({ from: edge, to: end, capacity });
    edge = end;
  }
  return cuts;
}
