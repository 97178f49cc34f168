import { AFRESH, moveEntry, stateOf } from "./move-entry.ts";
import type { OutboxFile } from "./outbox-file.ts";

/**
 * Lets rejected or conflicting entries wait to be sent again, all or none; one that waits for a later time is due at
 * once.
 *
 * @throws AccConfigError naming the first of which there is no such entry, or which waits for nobody
 */
export function retryEntries(file: OutboxFile, ids: readonly number[], at: number): void {
  const dueAtOnce = file.sqlite.prepare("UPDATE entry SET next_try_at = NULL WHERE id = ?");
  const retry = (id: number) =>
    stateOf(file, id) === "pending" ? dueAtOnce.run(id) : moveEntry(file, id, "retry", at, AFRESH);
  file.sqlite.transaction(() => ids.forEach(retry)).immediate();
}

/**
 * Gives entries up that were never sent, or were refused, all or none. They stay in the outbox, with the reason.
 *
 * @throws AccConfigError naming the first of which there is no such entry, or which the service has or may have
 */
export function dropEntries(file: OutboxFile, ids: readonly number[], reason: string, at: number): void {
  const drop = (id: number) => moveEntry(file, id, "drop", at, { message: reason, next_try_at: null });
  file.sqlite.transaction(() => ids.forEach(drop)).immediate();
}
