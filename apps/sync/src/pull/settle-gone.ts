import { type Grant, grantKey } from "@argo-acc/core";
import {
  clearSuspects,
  countGrantRows,
  forgetSuspectsOf,
  inTransaction,
  keepOneOfEach,
  markGone,
  type MetricWriter,
  replaceMoved,
  suspectedPairs,
  type SuspectedPath,
  suspectedPaths,
  suspectRepeats,
} from "@argo-acc/store/mirror";

import { findMisfit, isFitting } from "./fit-counts.ts";
import type { HeldGone } from "./pull-result.ts";
import type { Reader } from "./read/reader.ts";
import { describeHoles } from "./read/reading-end.ts";
import { partsToRepeat, type ReadingPart } from "./read/reading-part.ts";
import type { PullRun } from "./run.ts";

/** What became of the metrics a reading lacked: marked as gone or found again, or left as they are, and why. */
export type Settled =
  | { readonly kind: "settled" }
  | { readonly kind: "withheld"; readonly why: string }
  | { readonly kind: "held"; readonly why: string; readonly held: HeldGone };

/** How the metrics that a reading lacked are looked for once more. */
export interface SettleOptions {
  readonly reader: Reader;
  /** What the reading was of. Default: all of the grant. */
  readonly parts?: readonly ReadingPart[] | undefined;
}

const ATTEMPTS = 2;

/**
 * Decides about the metrics that the reading of a grant lacked. What they belong to is read once more; gone is what
 * both readings lack, if the service then counts what the mirror would show.
 */
export async function settleGone(
  run: PullRun,
  grant: Grant,
  writer: MetricWriter,
  options: SettleOptions,
): Promise<Settled> {
  const settled = await settle(run, grant, writer, options);
  if (settled.kind !== "settled") leaveUnproven(run, writer);
  return settled;
}

/** Forgets what a reading suspected but did not prove. No metric is shown twice all the same. */
export function leaveUnproven({ mirror, id }: PullRun, writer: MetricWriter): void {
  inTransaction(mirror, () => {
    clearSuspects(mirror);
    keepOneOfEach(mirror, id, writer.addedTo);
  });
}

/** That a full disk, for one, forbids even this must not hide what stopped the run; the next one does it then. */
export function leaveAsFarAsPossible(run: PullRun, writer: MetricWriter): void {
  try {
    leaveUnproven(run, writer);
  } catch {
    // the run cannot be ended in the file either, which the next one sees
  }
}

async function settle(
  run: PullRun,
  grant: Grant,
  writer: MetricWriter,
  { reader, parts }: SettleOptions,
): Promise<Settled> {
  const { mirror } = run;
  let why = "";
  findMoved(run, writer);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const pairs = suspectedPairs(mirror);
    if (pairs.length === 0) return { kind: "settled" };
    for (const part of partsToRepeat(pairs, parts)) {
      const hole = describeHoles((await reader.readPart(part, writer)).holes);
      if (hole !== undefined) return { kind: "withheld", why: hole };
    }
    findMoved(run, writer);
    const suspects = suspectedPaths(mirror);
    if (suspects.length === 0) return { kind: "settled" };
    const misfit = await findMisfit(run, grant, suspects);
    if (misfit === undefined) return markWithinLimit(run, grant, suspects);
    ({ why } = misfit);
    if (misfit.isUncounted) return { kind: "withheld", why };
  }
  return settleByInstallation(run, grant, why);
}

/** Where others write all the while only the installations they write to cannot be settled. */
async function settleByInstallation(run: PullRun, grant: Grant, why: string): Promise<Settled> {
  const withheld: Settled = { kind: "withheld", why };
  if (grant.kind === "installation") return withheld;
  const fitting: SuspectedPath[] = [];
  const suspects = suspectedPaths(run.mirror);
  for (const suspected of suspects) {
    if (await isFitting(run, suspected)) fitting.push(suspected);
    else forgetSuspectsOf(run.mirror, suspected.path);
  }
  const settled = markWithinLimit(run, grant, fitting);
  return fitting.length === suspects.length || settled.kind === "held" ? settled : withheld;
}

function markWithinLimit(run: PullRun, grant: Grant, suspects: readonly SuspectedPath[]): Settled {
  const { mirror, options } = run;
  const missing = suspects.reduce((sum, { twice }) => sum + twice, 0);
  const key = grantKey(grant);
  const marked = run.gone.get(key) ?? 0; // a grant is read more than once where narrowing it is not enough
  const most = options.maxGone ?? Math.max(100, Math.floor((countGrantRows(mirror, grant) + marked) / 20));
  const limit = most - marked;
  if (missing > limit) {
    const why = `${missing} metrics are missing, more than ${limit}: none was marked as gone`;
    return { kind: "held", why, held: { grant, missing, limit } };
  }
  markGone(mirror, run.id);
  run.gone.set(key, marked + missing);
  return { kind: "settled" };
}

function findMoved({ mirror, id }: PullRun, writer: MetricWriter): void {
  replaceMoved(mirror, id);
  suspectRepeats(mirror, id, writer.addedTo); // what is there twice even now was seen twice in one reading
}
