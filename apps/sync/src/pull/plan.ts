import type { Grant } from "@argo-acc/core";
import { countGrantRows, type GrantRecord, saveGrant } from "@argo-acc/store/mirror";

import { narrowGrant } from "./narrow/narrow-grant.ts";
import { DEFAULT_FULL_EVERY_MS } from "./pull-options.ts";
import { type PulledGrant, readGrant } from "./read-grant.ts";
import type { PullRun } from "./run.ts";
import { askSums } from "./witness/ask-sums.ts";
import { compareCounts } from "./witness/compare-counts.ts";
import { compareSums } from "./witness/compare-sums.ts";

/** A grant to pull. */
export interface GrantToPull {
  readonly grant: Grant;
  /** What the service counts; `null` if it fails to. */
  readonly count: number | null;
  /** What the mirror knows of it. */
  readonly known: GrantRecord | undefined;
}

/** Leaves a grant alone if its count and sums say that nothing changed, reads what they differ in, or else all of it. */
export async function pullGrant(run: PullRun, todo: GrantToPull): Promise<PulledGrant> {
  const { grant, count, known } = todo;
  const before: GrantRecord = {
    grant,
    state: "incomplete",
    why: "the reading did not come to its end",
    count,
    readMs: known?.readMs ?? null,
    agreedMs: known?.agreedMs ?? null,
    frozenMs: null,
  };
  if (count === null) return readGrant(run, before);
  const pulled = isDue(run, known) ? undefined : await pullByWitness(run, before, count);
  if (pulled !== undefined) return pulled;
  const witness = await compareCounts(run, grant, count);
  const counted = { ...before, count: witness.count };
  return witness.agrees ? readGrant(run, counted) : { record: keep(run, { ...counted, why: witness.why }) };
}

/** Whether a grant has to be read whole, whatever witnesses say. */
function isDue({ options, now }: PullRun, known: GrantRecord | undefined): boolean {
  if (options.full === true || known === undefined || known.readMs === null) return true;
  if (known.state !== "read" && known.state !== "agrees") return true;
  return now() - known.readMs >= (options.fullEveryMs ?? DEFAULT_FULL_EVERY_MS);
}

/** @returns `undefined` if the grant has to be read whole */
async function pullByWitness(
  run: PullRun,
  before: GrantRecord,
  count: number,
): Promise<PulledGrant | undefined> {
  const { grant } = before;
  const accounts = await askSums(run, grant);
  const comparison = compareSums(run.mirror, accounts);
  const isSame =
    count === countGrantRows(run.mirror, grant) &&
    comparison.differing.length + comparison.unwitnessed.length === 0;
  if (!isSame) return narrowGrant(run, before, { count, accounts, comparison });
  return { record: keep(run, { ...before, state: "agrees", why: null, agreedMs: run.now() }) };
}

function keep({ mirror, id }: PullRun, record: GrantRecord): GrantRecord {
  saveGrant(mirror, id, record);
  return record;
}
