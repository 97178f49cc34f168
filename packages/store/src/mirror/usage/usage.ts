import { AccConfigError, parseDay } from "@argo-acc/core";

/** The days that usage is of: from 00:00 UTC of `start` to 00:00 UTC of `end`, as the service's reports take them. */
export interface UsageWindow {
  /** `yyyy-mm-dd`. */
  readonly start: string;
  /** `yyyy-mm-dd`, not before `start`. */
  readonly end: string;
}

/** Everything that a report can be asked for. */
export const ALL_TIME: UsageWindow = { start: "0001-01-01", end: "9999-12-31" };

/** A part of a window in which one capacity, or none, holds. */
export interface UsagePeriod {
  /** ISO 8601 UTC. */
  readonly from: string;
  /** ISO 8601 UTC; the same as `from` in a part that is empty. */
  readonly to: string;
  /** The sum of the metrics that lie in it whole, both ends included. */
  readonly total: number;
  /** How many metrics that are. */
  readonly count: number;
  /** The sum of the sizes of their finite values. */
  readonly magnitude: number;
  /** Absent where none was registered. */
  readonly capacity?: number;
}

/** What an installation used of one metric definition. */
export interface Usage {
  readonly project_id: string;
  readonly provider_id: string;
  readonly installation_id: string;
  readonly metric_definition_id: string;
  /** In the order of time. */
  readonly periods: readonly UsagePeriod[];
}

/**
 * How far two sums of the same numbers can lie apart when these are added in different orders: each of `count`
 * additions is off by half a unit in the last place at the most, in either sum.
 */
export function roundingBound(count: number, magnitude: number): number {
  return count * Number.EPSILON * magnitude;
}

/**
 * First and last instant of a window, in milliseconds since the epoch.
 *
 * @throws AccConfigError for what is no day, or an end before its start
 */
export function windowBounds({ start, end }: UsageWindow): { readonly from: number; readonly to: number } {
  const [from, to] = [parseDay(start), parseDay(end)];
  if (from === undefined || to === undefined) {
    throw new AccConfigError(`usage from ${start} to ${end}: expected two days`, {
      cure: "give days as yyyy-mm-dd",
    });
  }
  if (from > to) {
    throw new AccConfigError(`usage from ${start} to ${end} ends before it starts`, {
      cure: "give the first day as start, and as end the day after the last",
    });
  }
  return { from, to };
}
