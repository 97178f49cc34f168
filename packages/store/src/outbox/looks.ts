import { and, eq, inArray, lt, ne, or } from "drizzle-orm";

import type { EntryConflict, Receipt } from "./entry.ts";
import { moveEntry, stateOf } from "./move-entry.ts";
import type { OutboxFile } from "./outbox-file.ts";
import { attemptTable, entryTable, seenEqualTable } from "./schema.ts";

/**
 * Keeps the equal metrics that are upstream before an entry is sent: somebody else's. Once a request of the entry may
 * have arrived, what was kept before it stands: what comes later may be ours.
 */
export function recordLook(
  { sqlite }: OutboxFile,
  looks: Iterable<{ readonly id: number; readonly equal: readonly string[] }>,
  at: number,
): void {
  const mark = sqlite.prepare(
    `UPDATE entry SET looked_at = ? WHERE id = ? AND NOT EXISTS (
       SELECT 1 FROM attempt WHERE entry_id = entry.id AND coalesce(outcome, 'uncertain') IN ('uncertain', 'done'))`,
  );
  const forget = sqlite.prepare("DELETE FROM seen_equal WHERE entry_id = ?");
  const insert = sqlite.prepare("INSERT INTO seen_equal (entry_id, metric_id) VALUES (?, ?)");
  sqlite
    .transaction(() => {
      for (const { id, equal } of looks) {
        if (mark.run(at, id).changes === 0) continue;
        forget.run(id);
        for (const metric of equal) insert.run(id, metric);
      }
    })
    .immediate();
}

/** The equal metrics that were upstream before these entries were sent, by entry. */
export function seenBefore({ orm }: OutboxFile, ids: readonly number[]): Map<number, Set<string>> {
  const seen = new Map<number, Set<string>>();
  for (const part of parts(ids)) {
    const rows = orm.select().from(seenEqualTable).where(inArray(seenEqualTable.entry_id, part)).all();
    for (const { entry_id, metric_id } of rows) {
      seen.set(entry_id, (seen.get(entry_id) ?? new Set()).add(metric_id));
    }
  }
  return seen;
}

/** Which of these metrics belong to entries of this outbox, and to which. */
export function linkedEntries({ orm }: OutboxFile, metrics: readonly string[]): Map<string, number> {
  const linked = new Map<string, number>();
  for (const part of parts(metrics)) {
    const rows = orm
      .select({ id: entryTable.id, metric: entryTable.metric_id })
      .from(entryTable)
      .where(inArray(entryTable.metric_id, part))
      .all();
    for (const { id, metric } of rows) if (metric !== null) linked.set(metric, id);
  }
  return linked;
}

/** Another entry that reports another value for the same thing, and was queued earlier or has left already. */
export function findRival({ orm }: OutboxFile, id: number): EntryConflict | undefined {
  const own = orm
    .select({ fingerprint: entryTable.fingerprint, value: entryTable.value })
    .from(entryTable)
    .where(eq(entryTable.id, id))
    .get();
  if (own === undefined) return undefined;
  return orm
    .select({ value: entryTable.value, metric_id: entryTable.metric_id, entry: entryTable.id })
    .from(entryTable)
    .where(
      and(
        eq(entryTable.fingerprint, own.fingerprint),
        ne(entryTable.value, own.value),
        or(
          inArray(entryTable.state, ["sending", "uncertain"]),
          and(eq(entryTable.state, "done"), eq(entryTable.voided, false)),
          and(eq(entryTable.state, "pending"), lt(entryTable.id, id)),
        ),
      ),
    )
    .limit(1)
    .get();
}

/** Which of these entries were sent before, and proven not to have arrived. */
export function lostEntries({ orm }: OutboxFile, ids: readonly number[]): Set<number> {
  const lost = new Set<number>();
  for (const part of parts(ids)) {
    const rows = orm
      .select({ id: attemptTable.entry_id })
      .from(attemptTable)
      .where(and(inArray(attemptTable.entry_id, part), eq(attemptTable.settled, "absent")))
      .all();
    for (const { id } of rows) lost.add(id);
  }
  return lost;
}

/**
 * A look before sending found the entry's metric: it is done with it.
 *
 * @param receipt `sent` if it is a lost attempt of ours that arrived after all
 * @returns false if the entry is no longer pending: somebody dropped it meanwhile
 */
export function foundPresent(
  file: OutboxFile,
  id: number,
  metric: string,
  receipt: Receipt,
  at: number,
): boolean {
  return changePending(file, id, () =>
    moveEntry(file, id, "find", at, { metric_id: metric, receipt, message: null }),
  );
}

/**
 * Another value is reported already: the entry waits for a person.
 *
 * @returns false if the entry is no longer pending: somebody dropped it meanwhile
 */
export function foundConflict(
  file: OutboxFile,
  id: number,
  found: EntryConflict,
  message: string,
  at: number,
): boolean {
  const conflict = {
    conflict_value: found.value,
    conflict_metric_id: found.metric_id,
    conflict_entry_id: found.entry,
  };
  return changePending(file, id, () => moveEntry(file, id, "contradict", at, { message, ...conflict }));
}

function changePending(file: OutboxFile, id: number, change: () => void): boolean {
  return file.sqlite
    .transaction(() => {
      if (stateOf(file, id) !== "pending") return false;
      change();
      return true;
    })
    .immediate();
}

/** SQLite takes a limited number of parameters in one statement. */
function* parts<T>(items: readonly T[], size = 500): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
