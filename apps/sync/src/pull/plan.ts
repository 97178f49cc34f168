import type { Grant } from "@argo-acc/core";
import { countGrantRows, type GrantRecord, saveGrant } from "@argo-acc/store/mirror";

import { narrowGrant } from "./narrow/narrow-grant.ts";
import { DEFAULT_FULL_EVERY_MS } from "./pull-options.ts";
import type { PulledGrant } from "./read-grant.ts";
import { readWhole } from "./read-whole.ts";
import type { PullRun } from "./run.ts";
import { orUnavailable } from "./unavailable.ts";
import { askSums } from "./witness/ask-sums.ts";
import { compareSums } from "./witness/compare-sums.ts";
import { countByLists } from "./witness/count-grant.ts";

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
  if (count === null || isDue(run, known)) return readWhole(run, before);
  return (await pullByWitness(run, before, count)) ?? readWhole(run, before);
}

/** Whether a grant has to be read whole, whatever witnesses say. */
function isDue({ options, now }: PullRun, known: GrantRecord | undefined): boolean {
  if (options.full === true || known === undefined || known.readMs === null) return true;
  if (known.state !== "read" && known.state !== "agrees") return true;
  const age = now() - known.readMs;
  // a reading in the future is one of a clock that was wrong: nobody knows how old it is
  return age < 0 || age >= (options.fullEveryMs ?? DEFAULT_FULL_EVERY_MS);
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
  const hasSameSums = comparison.differing.length + comparison.unwitnessed.length === 0;
  const counted = await countAgain(run, before, { count, hasSameSums });
  if (hasSameSums && counted === countGrantRows(run.mirror, grant)) {
    return {
      record: keep(run, { ...before, count: counted, state: "agrees", why: null, agreedMs: run.now() }),
    };
  }
  return narrowGrant(run, { ...before, count: counted }, { count: counted, accounts, comparison });
}

/** The whole system is counted by search, which may show less than there is. The lists of its projects know better. */
async function countAgain(
  run: PullRun,
  { grant }: GrantRecord,
  { count, hasSameSums }: { readonly count: number; readonly hasSameSums: boolean },
): Promise<number> {
  const isDoubtful = hasSameSums && count !== countGrantRows(run.mirror, grant);
  if (grant.kind !== "system" || (run.options.readBy !== "pages" && !isDoubtful)) return count;
  const counted = await orUnavailable(() => countByLists(run, grant));
  return "value" in counted ? counted.value : count;
}

function keep({ mirror, id }: PullRun, record: GrantRecord): GrantRecord {
  saveGrant(mirror, id, record);
  return record;
}
