import { AccConfigError } from "@argo-acc/core";
import { eq } from "drizzle-orm";

import type { OutboxFile } from "./outbox-file.ts";
import { type EntryRow, entryTable } from "./schema.ts";
import { checkChange, type EntryState } from "./states.ts";

/** What may change along with an entry's state. */
export type EntryChanges = Partial<
  Pick<
    EntryRow,
    | "next_try_at"
    | "absent_at"
    | "server_errors"
    | "watch_until"
    | "metric_id"
    | "receipt"
    | "message"
    | "conflict_value"
    | "conflict_metric_id"
    | "conflict_entry_id"
  >
>;

/** What an entry that waits to be sent starts with. */
export const AFRESH: EntryChanges = {
  next_try_at: null,
  absent_at: null,
  server_errors: 0,
  message: null,
  conflict_value: null,
  conflict_metric_id: null,
  conflict_entry_id: null,
};

/**
 * Brings an entry into another state, in the caller's transaction.
 *
 * @throws AccConfigError if there is no such entry, or it may not go from its state to this one
 */
export function moveEntry(
  file: OutboxFile,
  id: number,
  to: EntryState,
  at: number,
  changes: EntryChanges,
): void {
  checkChange(id, stateOf(file, id), to);
  file.orm
    .update(entryTable)
    .set({ ...changes, state: to, changed_at: at })
    .where(eq(entryTable.id, id))
    .run();
}

/** @throws AccConfigError if there is no such entry */
export function stateOf({ orm }: OutboxFile, id: number): EntryState {
  const found = orm.select({ state: entryTable.state }).from(entryTable).where(eq(entryTable.id, id)).get();
  if (found !== undefined) return found.state;
  throw new AccConfigError(`there is no entry ${id} in this outbox`, {
    cure: "argo-acc queue list shows the entries and their numbers",
  });
}
