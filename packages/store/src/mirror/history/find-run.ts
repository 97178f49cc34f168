import { isNotNull, max, min } from "drizzle-orm";

import { AccConfigError, formatInstant, parseInstant } from "@argo-acc/core";

import type { Mirror } from "../mirror.ts";
import { readRun, type RunRecord } from "../runs.ts";
import { run } from "../schema.ts";
import { historySince } from "./remembered.ts";

/**
 * A run of a mirror: its number, or a time: the last run that had ended by then. A time is an instant in UTC
 * (`2024-05-01T12:00:00Z`) or a day, which is its beginning (00:00 UTC).
 */
export type RunRef = number | string;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The run that a number or a time means.
 *
 * @throws AccConfigError if there is none, naming the runs there are; or if the text is no day and no instant
 */
export function findRun(mirror: Mirror, ref: RunRef): RunRecord {
  return typeof ref === "number" ? runOfNumber(mirror, ref) : runByTime(mirror, ref, timeOf(ref));
}

/**
 * Whether a run is named by a time that has not come: the last run so far is meant, and another one later on.
 *
 * @throws AccConfigError if the text is no day and no instant
 */
export function isYetToCome(ref: RunRef): boolean {
  return typeof ref === "string" && timeOf(ref) > Date.now();
}

/**
 * The run that a number or a time means, if the mirror still knows what it held at its end. A file that was made before
 * mirrors kept their past knows it from the newest run it had then.
 *
 * @throws AccConfigError like {@link findRun}, or if the past is not known that far back
 */
export function findKnownState(mirror: Mirror, ref: RunRef): RunRecord {
  const found = findRun(mirror, ref);
  const since = historySince(mirror.database);
  if (found.id >= since) return found;
  throw new AccConfigError(`what ${mirror.path} held at the end of run ${found.id} is not known any more`, {
    cure: `name run ${since} or a later one: this file keeps its past since then`,
  });
}

/** Milliseconds since the epoch. */
function timeOf(ref: string): number {
  const at = parseInstant(DAY.test(ref) ? `${ref}T00:00:00Z` : ref);
  if (at !== undefined) return at.epochMs;
  throw new AccConfigError(`"${ref}" is no run and no time`, {
    cure: "write the number of a run, a day such as 2024-05-01, or an instant such as 2024-05-01T12:00:00Z",
  });
}

function runOfNumber(mirror: Mirror, number: number): RunRecord {
  const found = Number.isSafeInteger(number) ? readRun(mirror, number) : undefined;
  if (found !== undefined) return found;
  const known = mirror.tables
    .select({ first: min(run.id), last: max(run.id) })
    .from(run)
    .get();
  const { first = null, last = null } = known ?? {};
  throw new AccConfigError(`there is no run ${number} in ${mirror.path}`, {
    cure:
      first === null
        ? "there has been no run yet: argo-acc pull makes one"
        : `name one from ${first} to ${last}; argo-acc query 'select * from runs' lists them`,
  });
}

function runByTime(mirror: Mirror, text: string, ms: number): RunRecord {
  const found = lastEndedBy(mirror, ms);
  const record = found === undefined ? undefined : readRun(mirror, found);
  if (record !== undefined) return record;
  const ended = mirror.tables
    .select({ first: min(run.ended_ms) })
    .from(run)
    .where(isNotNull(run.ended_ms))
    .get();
  const first = ended?.first ?? null;
  throw new AccConfigError(`no run of ${mirror.path} had ended by ${text}`, {
    cure:
      first === null
        ? "no run has ended yet: argo-acc pull makes one"
        : `name a time from ${formatInstant(first)} on, when the first run ended; changes --since 0 begins before it`,
  });
}

/**
 * The last run that had ended by a time; `undefined` if none had.
 *
 * Where the end times rise with the runs' numbers, every run up to the one that is found ended by then, and every later
 * one after it. Where a clock was wrong no run may divide them so, and it is the one that the fewest end times contradict:
 * those of earlier runs that ended later than that, and those of later runs that had ended. So one run with a wrong
 * clock moves no other, whether its clock was behind or ahead. Of several such runs it is the newest.
 *
 * `agreeing` counts, up to each run, the end times that agree less those that contradict: it is highest where the
 * fewest contradict. Below 0 throughout, more is said for that no run had ended.
 */
function lastEndedBy(mirror: Mirror, ms: number): number | undefined {
  return mirror.database
    .prepare<[number], number>(
      `SELECT id FROM (
         SELECT id, sum(iif(ended_ms <= ?, 1, -1)) OVER (ORDER BY id) AS agreeing
         FROM run WHERE ended_ms IS NOT NULL)
       WHERE agreeing >= 0 ORDER BY agreeing DESC, id DESC LIMIT 1`,
    )
    .pluck()
    .get(ms);
}
