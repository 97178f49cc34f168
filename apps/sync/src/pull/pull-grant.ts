import type { Grant } from "@argo-acc/core";
import {
  clearSuspects,
  countGrantRows,
  type GrantRecord,
  type Mirror,
  openMetricWriter,
  saveGrant,
} from "@argo-acc/store/mirror";

import { compareCounts } from "./count-witness.ts";
import { DEFAULT_FULL_EVERY_MS } from "./pull-options.ts";
import type { HeldGone } from "./pull-result.ts";
import { readWindows } from "./read-windows.ts";
import type { PullRun } from "./run.ts";
import { settleGone } from "./settle-gone.ts";
import { isBroken, isRefused } from "./unavailable.ts";

/** A grant to pull. */
export interface GrantToPull {
  readonly grant: Grant;
  /** What the service counts; `null` if it fails to. */
  readonly count: number | null;
  /** What the mirror knows of it. */
  readonly known: GrantRecord | undefined;
}

/** What became of it. */
export interface PulledGrant {
  readonly record: GrantRecord;
  readonly held?: HeldGone;
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

async function readGrant(run: PullRun, before: GrantRecord): Promise<PulledGrant> {
  const { mirror } = run;
  const { grant, count } = before;
  keep(run, before); // what a killed run leaves behind is known to be incomplete
  clearSuspects(mirror);
  const writer = openMetricWriter(mirror, run.id, grant);
  const expected = count ?? countGrantRows(mirror, grant);
  run.tell({ type: "reading", grant, expected });
  const started = run.now();
  const reading = await readable(() =>
    readWindows(run, grant, writer, (rows) =>
      run.tell({ type: "progress", grant, rows, expected, requests: run.requests() }),
    ),
  );
  if (typeof reading === "string") return { record: keep(run, { ...before, why: reading }) };
  const settled = await settleGone(run, grant, writer);
  const problems = [
    ...(reading.hole === undefined ? [] : [describeHoles(reading.holes, reading.hole)]),
    ...(settled.kind === "settled" ? [] : [settled.why]),
  ];
  const agreedMs = count === countGrantRows(mirror, grant) ? run.now() : before.agreedMs;
  const read = problems.length === 0;
  const record = keep(run, {
    ...before,
    state: read ? "read" : "incomplete",
    why: read ? null : problems.join("; "),
    readMs: read ? started : before.readMs,
    agreedMs,
  });
  return settled.kind === "held" ? { record, held: settled.held } : { record };
}

/** What `read` gives, or in words why search cannot be asked. */
async function readable<T>(read: () => Promise<T>): Promise<T | string> {
  try {
    return await read();
  } catch (error) {
    if (isRefused(error) || isBroken(error)) return `search cannot be used: ${error.message}`;
    throw error;
  }
}

function describeHoles(holes: number, first: string): string {
  return holes === 1 ? `not read: ${first}` : `${holes} windows were not read, the first: ${first}`;
}

function keep({ mirror, id }: { mirror: Mirror; id: number }, record: GrantRecord): GrantRecord {
  saveGrant(mirror, id, record);
  return record;
}
