const SECOND = 1000;

/** Up to so many of the first and of the last rows, at either end of their starts, may be out of order. */
const STRAYS = 0.1;

/** What is known of the period starts in a window that has too many rows. */
export interface StartSample {
  /** Starts of the first rows served, in milliseconds since the epoch. */
  readonly head: readonly number[];
  /** Starts of the last rows served; may be empty. */
  readonly tail: readonly number[];
  /** How many rows there are. */
  readonly total: number;
}

/** A span of seconds that is thought to hold some rows, spread evenly. */
interface Span {
  readonly from: number;
  readonly until: number;
  readonly rows: number;
}

/**
 * Chooses period starts that cut a window into parts of about equal size, on whole seconds. The service serves rows in
 * no promised order: where most of head and tail overlap they are taken as a sample of all rows, where they do not, rows
 * are served by time and those not seen lie between.
 *
 * @param parts how many parts are wanted
 * @returns rising; fewer than `parts − 1` where starts collide, the edges of the one second seen if there is no other
 */
export function planStartCuts(sample: StartSample, parts: number): number[] {
  const seconds = [...sample.head, ...sample.tail].map(wholeSecond).toSorted((a, b) => a - b);
  const [first] = seconds;
  const last = seconds.at(-1);
  if (first === undefined || last === undefined) return [];
  if (first === last) return [first, first + SECOND];
  const spans = spread(sample, seconds);
  const rows = spans.reduce((sum, span) => sum + span.rows, 0);
  const cuts = new Set<number>();
  for (let part = 1; part < parts; part++) {
    cuts.add(Math.max(first + SECOND, quantile(spans, (rows * part) / parts)));
  }
  return [...cuts].filter((cut) => cut <= last).toSorted((a, b) => a - b);
}

function spread({ head, tail, total }: StartSample, seconds: readonly number[]): Span[] {
  const seen = seconds.map((start) => ({ from: start, until: start, rows: 1 }));
  const unseen = total - seen.length;
  const gap = gapBetween(head, tail);
  if (gap === undefined || unseen <= 0) return seen;
  const below = seen.filter(({ from }) => from <= gap.from);
  return [...below, { ...gap, rows: unseen }, ...seen.slice(below.length)];
}

/** The time between head and tail, whichever comes first. */
function gapBetween(
  head: readonly number[],
  tail: readonly number[],
): { readonly from: number; readonly until: number } | undefined {
  if (head.length === 0 || tail.length === 0) return undefined;
  const [headFrom, headUntil] = extent(head);
  const [tailFrom, tailUntil] = extent(tail);
  if (headUntil < tailFrom) return { from: headUntil, until: tailFrom };
  return tailUntil < headFrom ? { from: tailUntil, until: headFrom } : undefined;
}

/** Where most of some starts lie: a few rows that were written late, or for another time, say nothing of their neighbours. */
function extent(starts: readonly number[]): readonly [number, number] {
  const sorted = starts.map(wholeSecond).toSorted((a, b) => a - b);
  const strays = Math.floor(sorted.length * STRAYS);
  const [low = Number.NaN] = sorted.slice(strays);
  return [low, sorted.at(-1 - strays) ?? Number.NaN];
}

function quantile(spans: readonly Span[], rows: number): number {
  let left = rows;
  for (const { from, until, rows: here } of spans) {
    if (left < here) return wholeSecond(from + ((until - from) * left) / here);
    left -= here;
  }
  return spans.at(-1)?.until ?? Number.NaN;
}

function wholeSecond(epochMs: number): number {
  return Math.floor(epochMs / SECOND) * SECOND;
}
