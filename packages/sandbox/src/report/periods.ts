import type { Capacity } from "@argo-acc/core";

/** A part of a report's window in which one capacity, or none, holds. Milliseconds since the epoch. */
export interface Period {
  readonly from: number;
  readonly to: number;
  readonly capacity: number | undefined;
}

/** A capacity by the instant from which it holds. */
export interface CapacityChange {
  readonly at: number;
  readonly value: number;
}

/** The capacities of a definition by time. */
export function capacityChanges(capacities: readonly Capacity[], definitionId: string): CapacityChange[] {
  return capacities
    .filter((capacity) => capacity.metric_definition_id === definitionId)
    .map((capacity) => ({ at: Date.parse(capacity.registered_on), value: capacity.value }))
    .toSorted((a, b) => a.at - b.at);
}

/**
 * Cuts a window at the capacity changes, as the service does: a period of no length remains where the window ends on
 * a change that is not the last, or before two or more of them.
 */
export function cutWindow(start: number, end: number, changes: readonly CapacityChange[]): Period[] {
  const [first] = changes;
  if (first === undefined) return [{ from: start, to: end, capacity: undefined }];
  const periods: Period[] = [];
  let previous = start;
  if (start < first.at) {
    previous = Math.min(first.at, end);
    periods.push({ from: start, to: previous, capacity: undefined });
  }
  for (const [number, change] of changes.entries()) {
    const following = changes[number + 1];
    if (following !== undefined && end < following.at) {
      periods.push({ from: previous, to: end, capacity: change.value });
      break;
    }
    const next = following?.at ?? end;
    if (next > previous) {
      periods.push({ from: previous, to: next, capacity: change.value });
      previous = next;
    }
  }
  return periods;
}
