import { formatInstant, parseInstant } from "@argo-acc/core";

/** A metric to queue. */
export interface NewEntry {
  readonly installation_id: string;
  /** 24 lower-case hexadecimal digits. */
  readonly metric_definition_id: string;
  /** An instant with a zone, from year 1 on. What is below the millisecond is cut. */
  readonly time_period_start: string;
  /** An instant with a zone, after the start, not in the future. What is below the millisecond is cut. */
  readonly time_period_end: string;
  /** Finite. Negative zero is queued as zero. */
  readonly value: number;
  /** Absent or null: no group. `""` is a group. */
  readonly group_id?: string | null | undefined;
  /** Absent or null: no user. `""` is a user. */
  readonly user_id?: string | null | undefined;
  /** The file it came from. Default: the source of the batch. */
  readonly source?: string | undefined;
  /** Its line in that file. */
  readonly line?: number | undefined;
}

/** What makes two entries the same: installation, definition, period, group, user and value. */
export interface Fact {
  readonly installation_id: string;
  readonly metric_definition_id: string;
  /** Milliseconds since the epoch. */
  readonly time_period_start: number;
  /** Milliseconds since the epoch. */
  readonly time_period_end: number;
  readonly value: number;
  readonly group_id: string | null;
  readonly user_id: string | null;
}

const YEAR_1 = -62_135_596_800_000;

/**
 * Reads an entry by the service's own rules for new metrics, and by what a later look-up needs.
 *
 * @param now this machine's clock, in milliseconds since the epoch: periods may not lie in its future
 * @returns the fact, or why the service would not take it
 */
export function readFact(entry: NewEntry, now: number): Fact | string {
  const badId = checkIds(entry);
  if (badId !== undefined) return badId;
  const start = readInstant("time_period_start", entry.time_period_start, now);
  if (typeof start === "string") return start;
  const end = readInstant("time_period_end", entry.time_period_end, now);
  if (typeof end === "string") return end;
  if (start >= end) {
    return `time_period_start ${formatInstant(start)} is not before time_period_end ${formatInstant(end)}`;
  }
  const { value, group_id = null, user_id = null } = entry;
  if (!Number.isFinite(value)) return `value ${String(value)} is not a finite number`;
  for (const [name, text] of [["group_id", group_id] as const, ["user_id", user_id] as const]) {
    if (text !== null && typeof text !== "string") return `${name} is not a text`;
    if (text !== null && !text.isWellFormed()) return `${name} is not valid Unicode`;
  }
  return {
    installation_id: entry.installation_id,
    metric_definition_id: entry.metric_definition_id,
    time_period_start: start,
    time_period_end: end,
    value: value + 0, // turns negative zero, which SQLite cannot keep, into zero
    group_id,
    user_id,
  };
}

function checkIds(entry: NewEntry): string | undefined {
  const { installation_id: installation, metric_definition_id: definition } = entry;
  if (typeof installation !== "string" || installation === "") return "installation_id is empty";
  if (!installation.isWellFormed()) return "installation_id is not valid Unicode";
  if (/^\.\.?$/.test(installation)) return `installation_id "${installation}" is no id`;
  if (typeof definition !== "string" || definition === "") return "metric_definition_id is empty";
  if (/^[0-9a-f]{24}$/.test(definition)) return undefined;
  if (/^[0-9a-f]{24}$/i.test(definition)) {
    return `metric_definition_id ${definition} has upper-case letters: write ${definition.toLowerCase()}`;
  }
  return `metric_definition_id ${JSON.stringify(definition)} is not an id of 24 hexadecimal digits`;
}

function readInstant(name: string, text: string, now: number): number | string {
  const epochMs = typeof text === "string" ? parseInstant(text)?.epochMs : undefined;
  if (epochMs === undefined) {
    return `${name} ${JSON.stringify(text)} is not an instant with a zone, such as 2024-01-31T00:00:00Z`;
  }
  if (epochMs > now) return `${name} ${text} is in the future`;
  if (epochMs < YEAR_1) return `${name} ${text} is before year 1`;
  return epochMs;
}
