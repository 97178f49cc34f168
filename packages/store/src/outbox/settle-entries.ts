import { eq } from "drizzle-orm";

import { lastAttempt } from "./attempts.ts";
import { moveEntry, stateOf } from "./move-entry.ts";
import type { OutboxFile } from "./outbox-file.ts";
import { attemptTable, type EntryRow, entryTable } from "./schema.ts";
import { nextState } from "./states.ts";

/** When a look was asked for and answered: what it shows was so at some moment between. Milliseconds since the epoch. */
export interface LookTime {
  readonly asked: number;
  readonly answered: number;
}

/** What one look that did not find an uncertain entry makes of it. */
export type Absence =
  /** Too soon to count, or the first that counts. */
  | "not_proven"
  /** It never arrived: the entry waits to be sent again. */
  | "proven"
  /** The third answer 500 that left nothing: the service does not take it. */
  | "rejected";

const MAX_SERVER_ERRORS = 3;

/** How long an entry is looked up for an attempt that was held for lost and arrives after all. */
const WATCH_MS = 24 * 3_600_000;

/** An entry that was sent, and not known to have arrived, was found upstream. */
export function settlePresent(file: OutboxFile, id: number, metric: string, at: number): void {
  file.sqlite
    .transaction(() => {
      settleAttempt(file, id, "present", at);
      moveEntry(file, id, "settle_present", at, {
        metric_id: metric,
        receipt: "sent",
        message: null,
        absent_at: null,
      });
    })
    .immediate();
}

/**
 * An uncertain entry was not found upstream. A request goes on after its connection is gone, so absence counts only
 * when seen twice, one grace apart, the first time one grace after the attempt ended.
 */
export function settleAbsent(file: OutboxFile, id: number, look: LookTime, graceMs: number): Absence {
  return file.sqlite
    .transaction((): Absence => {
      nextState(id, stateOf(file, id), "settle_absent");
      const entry = file.orm.select().from(entryTable).where(eq(entryTable.id, id)).get();
      if (entry === undefined) return "not_proven";
      const set = (values: Partial<Pick<EntryRow, "changed_at" | "absent_at">>): Absence => {
        file.orm.update(entryTable).set(values).where(eq(entryTable.id, id)).run();
        return "not_proven";
      };
      const since = entry.absent_at ?? entry.changed_at;
      // The clock has jumped back: the grace begins again, or it could take as long as the jump.
      if (since > look.answered) {
        return set(entry.absent_at === null ? { changed_at: look.answered } : { absent_at: look.answered });
      }
      if (look.asked < since + graceMs) return "not_proven";
      if (entry.absent_at === null) return set({ absent_at: look.answered });
      const status = settleAttempt(file, id, "absent", look.answered);
      const watch_until = look.answered + WATCH_MS;
      const server_errors = entry.server_errors + (status === 500 ? 1 : 0);
      if (server_errors < MAX_SERVER_ERRORS) {
        moveEntry(file, id, "settle_absent", look.answered, { absent_at: null, server_errors, watch_until });
        return "proven";
      }
      const message = `the service answered 500 to ${server_errors} attempts and stored none of them`;
      moveEntry(file, id, "settle_rejected", look.answered, {
        absent_at: null,
        server_errors,
        watch_until,
        message,
      });
      return "rejected";
    })
    .immediate();
}

/** When the next look can tell more about an uncertain entry: the earliest of all of them. */
export function nextSettleAt({ sqlite }: OutboxFile, graceMs: number): number | undefined {
  const earliest = sqlite
    .prepare<[], number | null>(
      "SELECT min(coalesce(absent_at, changed_at)) FROM entry WHERE state = 'uncertain'",
    )
    .pluck()
    .get();
  return earliest === undefined || earliest === null ? undefined : earliest + graceMs;
}

/** Ends the watch over an entry whose time is over. */
export function endWatch({ sqlite }: OutboxFile, id: number, at: number): void {
  sqlite.prepare("UPDATE entry SET watch_until = NULL WHERE id = ? AND watch_until <= ?").run(id, at);
}

/** Looks an entry up again with every run, until {@link endWatch}: more than one metric may be its. */
export function watch({ sqlite }: OutboxFile, id: number, until: number): void {
  sqlite
    .prepare("UPDATE entry SET watch_until = max(coalesce(watch_until, 0), ?) WHERE id = ?")
    .run(until, id);
}

function settleAttempt(
  file: OutboxFile,
  id: number,
  settled: "present" | "absent",
  at: number,
): number | null | undefined {
  const last = lastAttempt(file, id);
  if (last === undefined) return undefined;
  file.orm.update(attemptTable).set({ settled, settled_at: at }).where(eq(attemptTable.id, last.id)).run();
  return last.status;
}
