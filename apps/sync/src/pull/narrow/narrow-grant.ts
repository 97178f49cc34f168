import type { Grant } from "@argo-acc/core";
import {
  clearSuspects,
  countGrantRows,
  countPairRows,
  type GrantRecord,
  type MetricWriter,
  openMetricWriter,
  refreshRollup,
} from "@argo-acc/store/mirror";

import type { UsageDifference } from "../../usage/index.ts";
import { keepReading } from "../keep-reading.ts";
import { byPages, byWindows, type Reader } from "../read/reader.ts";
import { describeHoles } from "../read/reading-end.ts";
import type { PulledGrant } from "../read-grant.ts";
import { isPartOf, isWhole, type ReadingPart } from "../read/reading-part.ts";
import type { PullRun } from "../run.ts";
import { leaveAsFarAsPossible, leaveUnproven, type Settled, settleGone } from "../settle-gone.ts";
import { isBroken, isRefused, orUnavailable } from "../unavailable.ts";
import { askSums, type SumAccount } from "../witness/ask-sums.ts";
import { compareSums, pairPart, type SumComparison } from "../witness/compare-sums.ts";
import { countByLists, countBySearch, countPairBySearch } from "../witness/count-grant.ts";
import { chooseParts, type NarrowPlan } from "./choose-parts.ts";
import { narrowByTime } from "./narrow-by-time.ts";

/** What the service said of a grant. */
export interface Witness {
  readonly count: number;
  readonly accounts: readonly SumAccount[];
  /** What its sums say about the mirror. */
  readonly comparison: SumComparison;
}

/**
 * Reads only what differs of a grant that was read before, and makes sure that count and sums agree afterwards.
 *
 * @param before what to keep of the grant until then
 * @returns `undefined` if the grant has to be read whole: that costs no more, the service fails to tell what differs, or
 * they still differ
 */
export async function narrowGrant(
  run: PullRun,
  before: GrantRecord,
  witness: Witness,
): Promise<PulledGrant | undefined> {
  const { mirror } = run;
  const { grant } = before;
  const reader = run.options.readBy === "pages" ? byPages(run) : byWindows(run);
  const { comparison } = witness;
  const chosen = await orUnavailable(() => chooseParts(run, grant, { comparison, reader }));
  if ("error" in chosen || chosen.value === undefined) return undefined;
  const plan = chosen.value;
  keepReading(run, before); // what a killed run leaves behind is known to be incomplete
  clearSuspects(mirror);
  const writer = openMetricWriter(mirror, run.id, grant);
  try {
    return await narrow(run, before, { witness, plan, reader, writer });
  } catch (error) {
    if (isRefused(error) || isBroken(error)) {
      leaveUnproven(run, writer);
      return undefined;
    }
    leaveAsFarAsPossible(run, writer);
    throw error;
  }
}

async function narrow(
  run: PullRun,
  before: GrantRecord,
  options: {
    readonly witness: Witness;
    readonly plan: NarrowPlan;
    readonly reader: Reader;
    readonly writer: MetricWriter;
  },
): Promise<PulledGrant | undefined> {
  const { witness, plan, reader, writer } = options;
  const { grant } = before;
  const slices: ReadingPart[] = [];
  for (const pair of plan.large) slices.push(...(await narrowByTime(run, pair)));
  const read: ReadingPart[] = [];
  const isSliced = slices.filter(isWholePair).length < plan.large.length;
  const rounds = [[...plan.parts, ...slices], ...(isSliced ? [plan.large.map(pairPart)] : [])];
  for (const parts of rounds) {
    const settled = await readParts(run, grant, parts, { reader, writer });
    if (settled.kind === "held") {
      const record = keepReading(run, { ...before, why: settled.why });
      return { record, held: settled.held };
    }
    read.push(...parts);
    refreshRollup(run.mirror);
    if (settled.kind === "withheld" || !(await haveSameCounts(run, plan.large))) continue;
    const count = await agreedCount(run, grant, witness, read);
    if (count === undefined) continue;
    return {
      record: keepReading(run, { ...before, state: "agrees", why: null, count, agreedMs: run.now() }),
    };
  }
  return undefined;
}

function isWholePair({ startFrom = null, startUntil = null }: ReadingPart): boolean {
  return startFrom === null && startUntil === null;
}

async function readParts(
  run: PullRun,
  grant: Grant,
  parts: readonly ReadingPart[],
  { reader, writer }: { readonly reader: Reader; readonly writer: MetricWriter },
): Promise<Settled> {
  const expected = parts
    .filter(isWhole)
    .reduce((sum, part) => sum + countGrantRows(run.mirror, part.grant), 0);
  run.tell({ type: "reading", grant, expected });
  let rows = 0;
  for (const part of parts) {
    const reading = await reader.readPart(part, writer);
    const hole = describeHoles(reading.holes);
    if (hole !== undefined) {
      leaveUnproven(run, writer);
      return { kind: "withheld", why: hole };
    }
    rows += reading.rows;
    run.tell({ type: "progress", grant, rows, expected: Math.max(rows, expected), requests: run.requests() });
  }
  return settleGone(run, grant, writer, { reader, parts });
}

/** Whether search finds as many metrics of the pairs that were narrowed by time as the mirror shows. */
async function haveSameCounts(run: PullRun, pairs: readonly UsageDifference[]): Promise<boolean> {
  for (const pair of pairs) {
    if ((await countPairBySearch(run, pair)) !== countPairRows(run.mirror, pair)) return false;
  }
  return true;
}

/**
 * The count of the service, if it and the sums agree with the mirror: those of before, or others, since somebody may
 * have written meanwhile. What has no witness must have been read.
 */
async function agreedCount(
  run: PullRun,
  grant: Grant,
  { count, accounts }: Witness,
  read: readonly ReadingPart[],
): Promise<number | undefined> {
  if (agrees(run, grant, count, { accounts, read })) return count;
  const isBySearch = grant.kind === "system" && run.options.readBy !== "pages";
  const now = isBySearch ? await countBySearch(run, grant) : await countByLists(run, grant);
  return agrees(run, grant, now, { accounts: await askSums(run, grant), read }) ? now : undefined;
}

function agrees(
  { mirror }: PullRun,
  grant: Grant,
  count: number,
  { accounts, read }: { readonly accounts: readonly SumAccount[]; readonly read: readonly ReadingPart[] },
): boolean {
  if (count !== countGrantRows(mirror, grant)) return false;
  const { differing, unwitnessed } = compareSums(mirror, accounts);
  return differing.length === 0 && unwitnessed.every((part) => read.some((whole) => isPartOf(part, whole)));
}
