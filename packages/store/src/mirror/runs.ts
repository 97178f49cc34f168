import { desc, eq } from "drizzle-orm";

import { formatInstant } from "@argo-acc/core";

import { inTransaction, type Mirror } from "./mirror.ts";
import { keepOneOfEach } from "./moved.ts";
import { run } from "./schema.ts";
import { clearSuspects } from "./suspects.ts";

/** How many metrics a run added, changed, proved gone, or found as they were. */
export interface RowCounts {
  readonly added: number;
  readonly changed: number;
  readonly gone: number;
  readonly unchanged: number;
}

/** One run, as the mirror remembers it. */
export interface RunRecord extends RowCounts {
  readonly id: number;
  readonly kind: "pull";
  /** ISO 8601 UTC. */
  readonly started_at: string;
  /** `null` if the run has not ended, or was killed. */
  readonly ended_at: string | null;
  /** Whether everything it had to read was read. */
  readonly complete: boolean;
  readonly requests: number;
  /** What kept it from being complete. */
  readonly problem: string | null;
}

/**
 * Begins a run: forgets what an earlier one suspected but did not prove, and puts right what a killed one may have left
 * behind. Returns its number.
 */
export function startRun(mirror: Mirror, startedMs: number): number {
  return inTransaction(mirror, () => {
    clearSuspects(mirror);
    const wasKilled = lastRun(mirror)?.ended_at === null;
    const values = { kind: "pull", started_ms: startedMs } as const;
    const { id } = mirror.tables.insert(run).values(values).returning({ id: run.id }).get();
    if (wasKilled) keepOneOfEach(mirror, id);
    return id;
  });
}

/** Ends a run. A run without this was killed; what it had stored is right all the same. */
export function endRun(
  mirror: Mirror,
  id: number,
  end: {
    readonly endedMs: number;
    readonly requests: number;
    readonly complete: boolean;
    readonly problem: string | null;
  },
): void {
  const { endedMs, requests, complete, problem } = end;
  inTransaction(mirror, () =>
    mirror.tables
      .update(run)
      .set({ ended_ms: endedMs, requests, complete, problem })
      .where(eq(run.id, id))
      .run(),
  );
}

/** The rows a run has stored so far. */
export function runCounts(mirror: Mirror, id: number): RowCounts {
  const { added, changed, gone, unchanged } = run;
  const counts = mirror.tables
    .select({ added, changed, gone, unchanged })
    .from(run)
    .where(eq(run.id, id))
    .get();
  return counts ?? { added: 0, changed: 0, gone: 0, unchanged: 0 };
}

/** The latest run, if there was one. */
export function lastRun(mirror: Mirror): RunRecord | undefined {
  const row = mirror.tables.select().from(run).orderBy(desc(run.id)).limit(1).get();
  return row === undefined ? undefined : toRecord(row);
}

/** The run of this number, if there was one. */
export function readRun(mirror: Mirror, id: number): RunRecord | undefined {
  const row = mirror.tables.select().from(run).where(eq(run.id, id)).get();
  return row === undefined ? undefined : toRecord(row);
}

function toRecord({ started_ms, ended_ms, ...rest }: typeof run.$inferSelect): RunRecord {
  return {
    ...rest,
    started_at: formatInstant(started_ms),
    ended_at: ended_ms === null ? null : formatInstant(ended_ms),
  };
}
