import {
  ALL_TIME,
  countPairRows,
  firstAcross,
  type MetricPair,
  middleStart,
  type StartSpan,
} from "@argo-acc/store/mirror";

import type { UsageDifference } from "../../usage/index.ts";
import type { ReadingPart } from "../read/reading-part.ts";
import type { PullRun } from "../run.ts";
import { pairPart } from "../witness/compare-sums.ts";
import { mergeSpans } from "./merge-spans.ts";
import { askGap, gapBetween, type SumGap } from "./sum-gap.ts";

/** A span of so few rows is one window: it is read rather than cut. */
const SMALL_SPAN = 750;

/** After so many cuts of each span it shows whether the changes lie together. */
const LOOKING = 3;

const DAY = 86_400_000;
const FIRST_DAY = Date.parse(ALL_TIME.start);
const LAST_DAY = Date.parse(ALL_TIME.end);

/** Days in which sums differ. */
interface Differing {
  readonly span: StartSpan;
  readonly gap: SumGap;
}

/** What cutting a span leads to. */
interface Halves {
  /** To be read as they are. */
  readonly found: readonly StartSpan[];
  /** To be cut again. */
  readonly differing: readonly Differing[];
}

/**
 * Finds the days of a pair in which its sums differ: cuts its metrics at whole days into halves, has both reported, and
 * goes on in those that differ.
 *
 * @returns spans to read; all of the pair where changes are spread over half of it
 */
export async function narrowByTime(run: PullRun, pair: UsageDifference): Promise<ReadingPart[]> {
  const rowsIn = (spans: readonly StartSpan[]) =>
    spans.reduce((rows, span) => rows + countPairRows(run.mirror, pair, span), 0);
  const whole: StartSpan = { startFrom: null, startUntil: null };
  const most = rowsIn([whole]) / 2;
  const found: StartSpan[] = [];
  let differing: Differing[] = [{ span: whole, gap: gapBetween(pair.mirror ?? [], pair.service ?? []) }];
  for (let cuts = 1; differing.length > 0; cuts++) {
    const next: Differing[] = [];
    for (const one of differing) {
      const halves = await halve(run, pair, one);
      found.push(...halves.found);
      next.push(...halves.differing);
    }
    differing = next;
    if (cuts >= LOOKING && rowsIn([...found, ...differing.map(({ span }) => span)]) > most) {
      return [pairPart(pair)];
    }
  }
  return mergeSpans(found).map((span) => ({ ...pairPart(pair), ...span }));
}

/**
 * A metric that goes across a cut is in the report of neither half: where what the halves lack does not make up what the
 * whole lacks, the days before the cut that hold such metrics are read as well.
 */
async function halve(run: PullRun, pair: MetricPair, { span, gap }: Differing): Promise<Halves> {
  const cut = cutOf(run, pair, span);
  if (cut === undefined) return { found: [span], differing: [] };
  const found: StartSpan[] = [];
  const differing: Differing[] = [];
  let { gap: unexplained, bound } = gap;
  const halves = [
    { ...span, startUntil: cut },
    { ...span, startFrom: cut },
  ];
  const gaps = await Promise.all(halves.map((half) => askGap(run, pair, half)));
  for (const [index, half] of halves.entries()) {
    const inside = gaps[index];
    if (inside === undefined) {
      found.push(half);
      unexplained = Number.NaN;
      continue;
    }
    unexplained -= inside.gap;
    bound += inside.bound;
    if (Math.abs(inside.gap) > inside.bound) differing.push({ span: half, gap: inside });
  }
  if (Math.abs(unexplained) > bound) found.push(beforeCut(run, pair, span, cut));
  return { found, differing };
}

/** The day of the start in the middle; `undefined` if the span is small, or one day. */
function cutOf({ mirror }: PullRun, pair: MetricPair, span: StartSpan): number | undefined {
  if (countPairRows(mirror, pair, span) <= SMALL_SPAN) return undefined;
  const middle = middleStart(mirror, pair, span);
  if (middle === undefined) return undefined;
  const day = dayOf(middle);
  const isInside = (span.startFrom === null || day > span.startFrom) && day > FIRST_DAY && day < LAST_DAY;
  return isInside ? day : undefined;
}

/** Where metrics start that go across a cut, as far as they are known; else everything before it. */
function beforeCut({ mirror }: PullRun, pair: MetricPair, span: StartSpan, cut: number): StartSpan {
  const first = firstAcross(mirror, pair, { ...span, instant: cut });
  return { startFrom: first === undefined ? span.startFrom : dayOf(first), startUntil: cut };
}

function dayOf(epochMs: number): number {
  return Math.floor(epochMs / DAY) * DAY;
}
