import { AFRESH, moveEntry, stateOf } from "./move-entry.ts";
import type { OutboxFile } from "./outbox-file.ts";

/**
 * Lets a rejected or conflicting entry wait to be sent again; one that waits for a later time is due at once.
 *
 * @throws AccConfigError if there is no such entry, or it waits for nobody
 */
export function retryEntry(file: OutboxFile, id: number, at: number): void {
  file.sqlite
    .transaction(() => {
      const state = stateOf(file, id);
      if (state === "pending") {
        file.sqlite.prepare("UPDATE entry SET next_try_at = NULL WHERE id = ?").run(id);
        return;
      }
      moveEntry(file, id, "retry", at, AFRESH);
    })
    .immediate();
}

/**
 * Gives an entry up that was never sent, or was refused. It stays in the outbox, with the reason.
 *
 * @throws AccConfigError if there is no such entry, or the service has it or may have it
 */
export function dropEntry(file: OutboxFile, id: number, reason: string, at: number): void {
  file.sqlite
    .transaction(() => moveEntry(file, id, "drop", at, { message: reason, next_try_at: null }))
    .immediate();
}
