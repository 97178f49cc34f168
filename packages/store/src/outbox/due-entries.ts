import { and, asc, eq, gt, isNotNull, isNull, lte, or, type SQL } from "drizzle-orm";

import { type Entry, toEntry } from "./entry.ts";
import type { OutboxFile } from "./outbox-file.ts";
import { batchTable, entryTable } from "./schema.ts";

/** Options of {@link dueEntries}. */
export interface DueOptions {
  /** Only entries with a higher number. Default 0: all. */
  readonly after?: number | undefined;
  /** Only so many. */
  readonly limit: number;
}

/** No pending entry is made to wait for longer, in milliseconds. One that would have to was put off by a wrong clock. */
export const LONGEST_WAIT_MS = 24 * 3_600_000;

/** Pending entries whose time has come, in the order they were queued. */
export function dueEntries(file: OutboxFile, at: number, options: DueOptions): Entry[] {
  const { next_try_at } = entryTable;
  const isDue = or(isNull(next_try_at), lte(next_try_at, at), gt(next_try_at, at + LONGEST_WAIT_MS));
  return select(file, and(eq(entryTable.state, "pending"), isDue), options);
}

/** Entries sent with an unknown outcome, in the order they were queued. */
export function uncertainEntries(file: OutboxFile, options: DueOptions): Entry[] {
  return select(file, eq(entryTable.state, "uncertain"), options);
}

/** Entries of which an attempt was held for lost: it may arrive after all, and make a second metric. */
export function watchedEntries(file: OutboxFile, options: DueOptions): Entry[] {
  return select(file, isNotNull(entryTable.watch_until), options);
}

function select({ orm }: OutboxFile, where: SQL | undefined, options: DueOptions): Entry[] {
  const { after = 0, limit } = options;
  return orm
    .select({ entry: entryTable, batch: batchTable })
    .from(entryTable)
    .innerJoin(batchTable, eq(batchTable.id, entryTable.batch_id))
    .where(and(where, gt(entryTable.id, after)))
    .orderBy(asc(entryTable.id))
    .limit(limit)
    .all()
    .map(({ entry, batch }) => toEntry(entry, batch));
}

/** Lets a pending entry wait, and says why. */
export function postponeEntry(
  { sqlite }: OutboxFile,
  id: number,
  next_try_at: number,
  message: string,
): void {
  sqlite
    .prepare("UPDATE entry SET next_try_at = ?, message = ? WHERE id = ? AND state = 'pending'")
    .run(next_try_at, message, id);
}

/** When the first of the pending entries that wait for a time is due. */
export function nextTryAt({ sqlite }: OutboxFile, at: number): number | undefined {
  const earliest = sqlite
    .prepare<[number, number], number | null>(
      "SELECT min(iif(next_try_at > ?, ?, next_try_at)) FROM entry WHERE state = 'pending'",
    )
    .pluck()
    .get(at + LONGEST_WAIT_MS, at);
  return earliest ?? undefined;
}
