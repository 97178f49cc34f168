import type { CapacityRecord } from "../state/entities.ts";

/** A part of a report's window in which one capacity, or none, holds. Milliseconds since the epoch. */
export interface Period {
  readonly from: number;
  readonly to: number;
  readonly capacity: number | undefined;
  /** The capacity as it was written. */
  readonly decimal?: string | undefined;
}

/** A capacity by the instant from which it holds. */
export interface CapacityChange {
  readonly at: number;
  readonly value: number;
  readonly decimal?: string | undefined;
}

/** The capacities of a definition by time. */
export function capacityChanges(
  capacities: readonly CapacityRecord[],
  definitionId: string,
): CapacityChange[] {
  return capacities
    .filter((capacity) => capacity.metric_definition_id === definitionId)
    .map(({ registered_on, value, decimal }) => ({ at: Date.parse(registered_on), value, decimal }))
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
      periods.push({ from: previous, to: end, ...held(change) });
      break;
    }
    const next = following?.at ?? end;
    if (next > previous) {
      periods.push({ from: previous, to: next, ...held(change) });
      previous = next;
    }
  }
  return periods;
}

function held({ value, decimal }: CapacityChange): Pick<Period, "capacity" | "decimal"> {
  return { capacity: value, decimal };
}
