import { type Change, changeOf, type RowState } from "./change.ts";

/** What one metric was or became at one period start. */
export interface StartState extends RowState {
  readonly isAfter: boolean;
  /** Milliseconds since the epoch. */
  readonly start: number;
}

/**
 * The changes of one metric, from the rows there are of it on both sides. There is more than one on a side where its
 * period start changed: a row that is shown at one start no more, and one at another, are the same metric, moved.
 */
export function* changesOfMetric(
  id: string,
  states: readonly StartState[],
): Generator<Change, void, undefined> {
  const befores = states.filter(({ isAfter }) => !isAfter);
  const afters = states.filter(({ isAfter }) => isAfter);
  const isShownAt = (rows: readonly StartState[], start: number) =>
    rows.some((row) => row.start === start && !row.isGone);
  const left = befores.filter((row) => !row.isGone && !isShownAt(afters, row.start));
  for (const after of afters.filter(({ isGone }) => !isGone)) {
    const here = befores.find(({ start }) => start === after.start);
    const was =
      here?.isGone === false ? here : (left.shift() ?? here ?? befores.find(({ isGone }) => isGone));
    const change = changeOf({ entity: "metrics", id }, was, after);
    if (change !== undefined) yield change;
  }
  for (const before of left) {
    const change = changeOf({ entity: "metrics", id }, before, undefined);
    if (change !== undefined) yield change;
  }
}
