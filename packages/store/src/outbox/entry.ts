import { formatInstant } from "@argo-acc/core";

import type { EntryRow } from "./schema.ts";
import type { EntryState } from "./states.ts";

/** How the service came to have a metric: we sent it, or it was there when we looked. */
export type Receipt = "sent" | "already_present";

/** The other value reported for an entry's period, group and user, and where it was seen. */
export interface EntryConflict {
  /** Null: not a number. */
  readonly value: number | null;
  /** The metric upstream that has it. */
  readonly metric_id: string | null;
  /** The entry that has it. */
  readonly entry: number | null;
}

/** A queued metric. Instants are ISO 8601 UTC. */
export interface Entry {
  readonly id: number;
  readonly batch: number;
  readonly source: string | null;
  readonly line: number | null;
  readonly added_at: string;
  readonly installation_id: string;
  readonly metric_definition_id: string;
  readonly time_period_start: string;
  readonly time_period_end: string;
  readonly value: number;
  /** Null: none. `""` is a group. */
  readonly group_id: string | null;
  /** Null: none. `""` is a user. */
  readonly user_id: string | null;
  readonly allow_duplicate: boolean;
  readonly state: EntryState;
  /** When it came into this state. */
  readonly changed_at: string;
  /** It was done and has been deleted upstream since. */
  readonly voided: boolean;
  /** Not sent before; null: with the next push. */
  readonly next_try_at: string | null;
  /** The metric upstream, once done. */
  readonly metric_id: string | null;
  readonly receipt: Receipt | null;
  /** Why it is where it is: the service's words, or the reason it was dropped. */
  readonly message: string | null;
  readonly conflict: EntryConflict | null;
}

/** One request for an entry that left or may have left. */
export interface Attempt {
  readonly started_at: string;
  /** Null while it is under way. When the process ended first: when that was found out. */
  readonly ended_at: string | null;
  /** The state it led to. */
  readonly outcome: "done" | "pending" | "rejected" | "uncertain" | null;
  /** The status of the answer, if one came. */
  readonly status: number | null;
  readonly message: string | null;
  /** What looking it up later proved, if the outcome was uncertain. */
  readonly settled: "present" | "absent" | null;
  readonly settled_at: string | null;
}

/** An entry with everything that was tried for it. */
export interface EntryHistory extends Entry {
  readonly attempts: readonly Attempt[];
}

/** Makes what callers see of a row and its batch. */
export function toEntry(row: EntryRow, batch: { source: string | null; added_at: number }): Entry {
  return {
    id: row.id,
    batch: row.batch_id,
    source: row.source ?? batch.source,
    line: row.line,
    added_at: formatInstant(batch.added_at),
    installation_id: row.installation_id,
    metric_definition_id: row.metric_definition_id,
    time_period_start: formatInstant(row.time_period_start),
    time_period_end: formatInstant(row.time_period_end),
    value: row.value,
    group_id: row.group_id,
    user_id: row.user_id,
    allow_duplicate: row.allow_duplicate,
    state: row.state,
    changed_at: formatInstant(row.changed_at),
    voided: row.voided,
    next_try_at: optionalInstant(row.next_try_at),
    metric_id: row.metric_id,
    receipt: row.receipt,
    message: row.message,
    conflict:
      row.conflict_metric_id === null && row.conflict_entry_id === null
        ? null
        : { value: row.conflict_value, metric_id: row.conflict_metric_id, entry: row.conflict_entry_id },
  };
}

/** An instant of a nullable column. */
export function optionalInstant(epochMs: number | null): string | null {
  return epochMs === null ? null : formatInstant(epochMs);
}
