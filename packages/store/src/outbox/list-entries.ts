import { asc, count, eq, inArray } from "drizzle-orm";

import { type Entry, type EntryHistory, optionalInstant, toEntry } from "./entry.ts";
import { formatInstant } from "@argo-acc/core";
import type { OutboxFile } from "./outbox-file.ts";
import { attemptTable, batchTable, entryTable } from "./schema.ts";
import type { EntryState } from "./states.ts";

/** Options of {@link listEntries}. */
export interface ListOptions {
  /** Only entries in one of these states. Default: all. */
  readonly states?: readonly EntryState[] | undefined;
  /** Only so many. Default: all. */
  readonly limit?: number | undefined;
}

/** How many entries are in each state. */
export type EntryCounts = Readonly<Record<EntryState, number>>;

/** Entries in the order they were queued. */
export function listEntries({ orm }: OutboxFile, options: ListOptions = {}): Entry[] {
  return orm
    .select({ entry: entryTable, batch: batchTable })
    .from(entryTable)
    .innerJoin(batchTable, eq(batchTable.id, entryTable.batch_id))
    .where(options.states === undefined ? undefined : inArray(entryTable.state, [...options.states]))
    .orderBy(asc(entryTable.id))
    .limit(options.limit ?? -1)
    .all()
    .map(({ entry, batch }) => toEntry(entry, batch));
}

/** One entry with its attempts, the first one first. */
export function getEntry({ orm }: OutboxFile, id: number): EntryHistory | undefined {
  const found = orm
    .select({ entry: entryTable, batch: batchTable })
    .from(entryTable)
    .innerJoin(batchTable, eq(batchTable.id, entryTable.batch_id))
    .where(eq(entryTable.id, id))
    .get();
  if (found === undefined) return undefined;
  const attempts = orm
    .select()
    .from(attemptTable)
    .where(eq(attemptTable.entry_id, id))
    .orderBy(asc(attemptTable.id))
    .all()
    .map((attempt) => ({
      started_at: formatInstant(attempt.started_at),
      ended_at: optionalInstant(attempt.ended_at),
      outcome: attempt.outcome,
      status: attempt.status,
      message: attempt.message,
      settled: attempt.settled,
      settled_at: optionalInstant(attempt.settled_at),
    }));
  return { ...toEntry(found.entry, found.batch), attempts };
}

/** Every entry is in exactly one state: the counts add up to all that was ever added. */
export function countEntries({ orm }: OutboxFile): EntryCounts {
  const counts = { pending: 0, sending: 0, uncertain: 0, done: 0, rejected: 0, conflict: 0, dropped: 0 };
  const rows = orm
    .select({ state: entryTable.state, n: count() })
    .from(entryTable)
    .groupBy(entryTable.state)
    .all();
  for (const { state, n } of rows) counts[state] = n;
  return counts;
}
