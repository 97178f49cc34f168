import type { Grant } from "@argo-acc/core";
import {
  clearSuspects,
  countGrantRows,
  countSuspects,
  inTransaction,
  keepOneOfEach,
  markGone,
  type MetricPath,
  type MetricWriter,
  replaceMoved,
  suspectPaths,
  suspectRepeats,
} from "@argo-acc/store/mirror";

import { countByLists } from "./count-grant.ts";
import type { HeldGone } from "./pull-result.ts";
import { readPartWindows } from "./read-windows.ts";
import type { PullRun } from "./run.ts";
import { isBroken, isRefused, orUnavailable } from "./unavailable.ts";

/** What became of the metrics a reading lacked: marked as gone or found again, or left as they are, and why. */
export type Settled =
  | { readonly kind: "settled" }
  | { readonly kind: "withheld"; readonly why: string }
  | { readonly kind: "held"; readonly why: string; readonly held: HeldGone };

const ATTEMPTS = 2;

/**
 * Decides about the metrics that the reading of a grant lacked. Their installations are read once more; gone is what
 * both readings lack, if the service then counts what the mirror would show.
 */
export async function settleGone(run: PullRun, grant: Grant, writer: MetricWriter): Promise<Settled> {
  const settled = await settle(run, grant, writer);
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

async function settle(run: PullRun, grant: Grant, writer: MetricWriter): Promise<Settled> {
  const { mirror } = run;
  let why = "";
  findMoved(run, writer);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const paths = suspectPaths(mirror);
    if (paths.length === 0) return { kind: "settled" };
    for (const path of paths) {
      const problem = await readAgain(run, path, writer);
      if (problem !== undefined) return { kind: "withheld", why: problem };
    }
    findMoved(run, writer);
    const { once, twice } = countSuspects(mirror);
    if (once + twice === 0) return { kind: "settled" };
    const count = await countAgain(run, grant);
    const rows = countGrantRows(mirror, grant);
    if (count === undefined) {
      return {
        kind: "withheld",
        why: `${once + twice} metrics are missing and the service cannot be counted`,
      };
    }
    if (once === 0 && count === rows - twice) return markWithinLimit(run, grant, twice, rows);
    why = `${once + twice} metrics are missing, but the service counts ${count} and not ${rows - twice}`;
  }
  return { kind: "withheld", why };
}

function markWithinLimit(run: PullRun, grant: Grant, missing: number, rows: number): Settled {
  const limit = run.options.maxGone ?? Math.max(100, Math.floor(rows / 20));
  if (missing > limit) {
    const why = `${missing} metrics are missing, more than ${limit}: none was marked as gone`;
    return { kind: "held", why, held: { grant, missing, limit } };
  }
  markGone(run.mirror, run.id);
  return { kind: "settled" };
}

function findMoved({ mirror, id }: PullRun, writer: MetricWriter): void {
  replaceMoved(mirror, id);
  suspectRepeats(mirror, id, writer.addedTo); // what is there twice even now was seen twice in one reading
}

/** Reads one installation again. Returns what kept it from being read, if anything did. */
async function readAgain(run: PullRun, path: MetricPath, writer: MetricWriter): Promise<string | undefined> {
  try {
    const { hole } = await readPartWindows(run, { grant: { kind: "installation", ...path } }, writer);
    return hole;
  } catch (error) {
    if (isRefused(error) || isBroken(error)) return error.message;
    throw error;
  }
}

async function countAgain(run: PullRun, grant: Grant): Promise<number | undefined> {
  const counted = await orUnavailable(() => countByLists(run, grant));
  return "value" in counted ? counted.value : undefined;
}
