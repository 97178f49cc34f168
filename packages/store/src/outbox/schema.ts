import { blob, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

import { ENTRY_STATES, type EntryState } from "./states.ts";

const STATES = ENTRY_STATES as [EntryState, ...EntryState[]];

/** One call of add: where its entries came from, and when. */
export const batchTable = sqliteTable("batch", {
  id: integer().primaryKey({ autoIncrement: true }),
  source: text(),
  added_at: integer().notNull(),
});

/** What was queued, and where each entry stands. */
export const entryTable = sqliteTable("entry", {
  id: integer().primaryKey({ autoIncrement: true }),
  batch_id: integer().notNull(),
  /** Only where it differs from the batch's. */
  source: text(),
  line: integer(),
  fingerprint: blob({ mode: "buffer" }).notNull(),
  installation_id: text().notNull(),
  metric_definition_id: text().notNull(),
  time_period_start: integer().notNull(),
  time_period_end: integer().notNull(),
  value: real().notNull(),
  group_id: text(),
  user_id: text(),
  allow_duplicate: integer({ mode: "boolean" }).notNull(),
  state: text({ enum: STATES }).notNull(),
  /** Deleted upstream by us after it was done. */
  voided: integer({ mode: "boolean" }).notNull().default(false),
  /** When it came into its state; for `uncertain`, when the attempt ended or was found unfinished. */
  changed_at: integer().notNull(),
  /** Not sent before. */
  next_try_at: integer(),
  /** When it was looked up last before a request of it may have arrived: its rows of `seen_equal` are of then. */
  looked_at: integer(),
  /** When the first of the two looks that prove absence had its answer. */
  absent_at: integer(),
  /** Attempts answered 500 and then proven absent, since it was queued or retried. */
  server_errors: integer().notNull().default(0),
  /** Looked up again until then, since an attempt held for lost may still arrive. */
  watch_until: integer(),
  metric_id: text(),
  receipt: text({ enum: ["sent", "already_present"] }),
  message: text(),
  conflict_value: real(),
  conflict_metric_id: text(),
  conflict_entry_id: integer(),
});

/** Each request that left, or may have left, for an entry. */
export const attemptTable = sqliteTable("attempt", {
  id: integer().primaryKey({ autoIncrement: true }),
  entry_id: integer().notNull(),
  started_at: integer().notNull(),
  ended_at: integer(),
  outcome: text({ enum: ["done", "pending", "rejected", "uncertain"] }),
  status: integer(),
  message: text(),
  settled: text({ enum: ["present", "absent"] }),
  settled_at: integer(),
});

/** The equal metrics that were upstream before an entry was sent: somebody else's, for ever. */
export const seenEqualTable = sqliteTable(
  "seen_equal",
  { entry_id: integer().notNull(), metric_id: text().notNull() },
  (table) => [primaryKey({ columns: [table.entry_id, table.metric_id] })],
);

/** A row of the entry table. */
export type EntryRow = typeof entryTable.$inferSelect;
