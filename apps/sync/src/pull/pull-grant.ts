import type { Grant } from "@argo-acc/core";
import { countGrantRows, type GrantRecord, saveGrant } from "@argo-acc/store/mirror";

import { compareCounts } from "./count-witness.ts";
import { DEFAULT_FULL_EVERY_MS } from "./pull-options.ts";
import { type PulledGrant, readGrant } from "./read-grant.ts";
import type { PullRun } from "./run.ts";

/** A grant to pull. */
export interface GrantToPull {
  readonly grant: Grant;
  /** What the service counts; `null` if it fails to. */
  readonly count: number | null;
  /** What the mirror knows of it. */
  readonly known: GrantRecord | undefined;
}

/** Leaves a grant alone if its count says that nothing changed, else reads it. */
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
  if (isUnchanged(run, todo)) {
    return { record: keep(run, { ...before, state: "agrees", why: null, agreedMs: run.now() }) };
  }
  if (count === null) return readGrant(run, before);
  const witness = await compareCounts(run, grant, count);
  const counted = { ...before, count: witness.count };
  return witness.agrees ? readGrant(run, counted) : { record: keep(run, { ...counted, why: witness.why }) };
}

function isUnchanged({ mirror, options, now }: PullRun, { grant, count, known }: GrantToPull): boolean {
  if (options.full === true || count === null || known === undefined || known.readMs === null) return false;
  if (known.state !== "read" && known.state !== "agrees") return false;
  const age = now() - known.readMs;
  return age < (options.fullEveryMs ?? DEFAULT_FULL_EVERY_MS) && count === countGrantRows(mirror, grant);
}

function keep({ mirror, id }: PullRun, record: GrantRecord): GrantRecord {
  saveGrant(mirror, id, record);
  return record;
}
