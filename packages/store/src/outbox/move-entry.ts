import { AccConfigError } from "@argo-acc/core";
import { eq } from "drizzle-orm";

import type { OutboxFile } from "./outbox-file.ts";
import { type EntryRow, entryTable } from "./schema.ts";
import { type EntryChange, type EntryState, nextState } from "./states.ts";

/** What may change along with an entry's state. */
export type EntryValues = Partial<
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
export const AFRESH: EntryValues = {
  next_try_at: null,
  absent_at: null,
  server_errors: 0,
  message: null,
  conflict_value: null,
  conflict_metric_id: null,
  conflict_entry_id: null,
};

/**
 * Changes the state of an entry, in the caller's transaction.
 *
 * @throws AccConfigError if there is no such entry, or its state does not allow this change
 */
export function moveEntry(
  file: OutboxFile,
  id: number,
  change: EntryChange,
  at: number,
  values: EntryValues = {},
): void {
  const state = nextState(id, stateOf(file, id), change);
  file.orm
    .update(entryTable)
    .set({ ...values, state, changed_at: at })
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
