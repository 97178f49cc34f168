import { and, desc, eq, isNull } from "drizzle-orm";

import { LONGEST_WAIT_MS } from "./due-entries.ts";
import { moveEntry, stateOf } from "./move-entry.ts";
import type { OutboxFile } from "./outbox-file.ts";
import { attemptTable, entryTable } from "./schema.ts";

/** How one request ended. */
export type AttemptOutcome =
  | { readonly state: "done"; readonly metric_id: string; readonly status?: number | undefined }
  | {
      readonly state: "pending";
      /** Milliseconds since the epoch; at most a day away. */
      readonly next_try_at: number;
      readonly message: string;
      readonly status?: number | undefined;
    }
  | {
      readonly state: "rejected" | "uncertain";
      readonly message: string;
      readonly status?: number | undefined;
    };

/**
 * Marks a pending entry as being sent. The request may leave once this has returned.
 *
 * @returns false if the entry is no longer pending: somebody dropped it meanwhile
 */
export function beginAttempt(file: OutboxFile, id: number, at: number): boolean {
  return file.sqlite
    .transaction(() => {
      if (stateOf(file, id) !== "pending") return false;
      moveEntry(file, id, "begin", at, { next_try_at: null, message: null });
      file.orm.insert(attemptTable).values({ entry_id: id, started_at: at }).run();
      return true;
    })
    .immediate();
}

/** Keeps how the request of an entry that is `sending` ended. */
export function endAttempt(file: OutboxFile, id: number, at: number, outcome: AttemptOutcome): void {
  file.sqlite.transaction(() => endOne(file, id, at, outcome)).immediate();
}

/**
 * Makes what an earlier run left in `sending` uncertain: its request may have left.
 *
 * @param at from when on the grace counts
 * @returns how many there were
 */
export function recoverAttempts(file: OutboxFile, at: number): number {
  return file.sqlite
    .transaction(() => {
      const left = file.orm
        .select({ id: entryTable.id })
        .from(entryTable)
        .where(eq(entryTable.state, "sending"))
        .all();
      const message = "the run that sent it ended before an answer came";
      for (const { id } of left) endOne(file, id, at, { state: "uncertain", message });
      return left.length;
    })
    .immediate();
}

function endOne(file: OutboxFile, id: number, at: number, outcome: AttemptOutcome): void {
  const message = outcome.state === "done" ? null : outcome.message;
  const ended = { ended_at: at, outcome: outcome.state, status: outcome.status ?? null, message };
  file.orm
    .update(attemptTable)
    .set(ended)
    .where(and(eq(attemptTable.entry_id, id), isNull(attemptTable.ended_at)))
    .run();
  switch (outcome.state) {
    case "done":
      moveEntry(file, id, "accept", at, { metric_id: outcome.metric_id, receipt: "sent", message });
      break;
    case "pending":
      moveEntry(file, id, "defer", at, {
        next_try_at: Math.ceil(Math.min(outcome.next_try_at, at + LONGEST_WAIT_MS)),
        message,
      });
      break;
    case "rejected":
      moveEntry(file, id, "reject", at, { message });
      break;
    case "uncertain":
      moveEntry(file, id, "lose", at, { message, absent_at: null });
      break;
  }
}

/** The number and the status of the entry's last attempt. */
export function lastAttempt(
  { orm }: OutboxFile,
  id: number,
): { id: number; status: number | null } | undefined {
  return orm
    .select({ id: attemptTable.id, status: attemptTable.status })
    .from(attemptTable)
    .where(eq(attemptTable.entry_id, id))
    .orderBy(desc(attemptTable.id))
    .get();
}
