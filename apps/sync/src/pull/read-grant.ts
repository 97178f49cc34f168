import { AccProtocolError } from "@argo-acc/core";
import {
  clearSuspects,
  countGrantRows,
  type GrantRecord,
  type MetricWriter,
  openMetricWriter,
  refreshRollup,
} from "@argo-acc/store/mirror";

import { keepReading } from "./keep-reading.ts";
import type { HeldGone } from "./pull-result.ts";
import type { Reader } from "./read/reader.ts";
import { describeHoles } from "./read/reading-end.ts";
import type { PullRun } from "./run.ts";
import { leaveAsFarAsPossible, leaveUnproven, settleGone } from "./settle-gone.ts";
import { isBroken, isRefused, orUnavailable } from "./unavailable.ts";
import { countByLists } from "./witness/count-grant.ts";

/** What became of a grant. */
export interface PulledGrant {
  readonly record: GrantRecord;
  readonly held?: HeldGone;
}

/** What came of reading a grant in one way. */
export interface GrantReading extends PulledGrant {
  /** Whether this way of reading failed or contradicted itself, so that another one may come further. */
  readonly isUseless: boolean;
}

/**
 * Reads a grant to its end and stores it. In whatever way that ends, the grant is known for what it is, and no metric is
 * shown twice.
 *
 * @param before what to keep of the grant until then
 */
export async function readGrant(run: PullRun, before: GrantRecord, reader: Reader): Promise<GrantReading> {
  keepReading(run, before); // what a killed run leaves behind is known to be incomplete
  clearSuspects(run.mirror);
  const writer = openMetricWriter(run.mirror, run.id, before.grant);
  try {
    return await readAndSettle(run, before, { reader, writer });
  } catch (error) {
    if (isRefused(error) || isBroken(error)) {
      leaveUnproven(run, writer);
      refreshRollup(run.mirror);
      const why = `${wordsOf(reader)} cannot be used: ${error.message}`;
      return { record: keepReading(run, { ...before, why }), isUseless: true };
    }
    leaveAsFarAsPossible(run, writer);
    throw error;
  }
}

async function readAndSettle(
  run: PullRun,
  before: GrantRecord,
  { reader, writer }: { readonly reader: Reader; readonly writer: MetricWriter },
): Promise<GrantReading> {
  const { mirror } = run;
  const { grant, count } = before;
  const expected = count ?? countGrantRows(mirror, grant);
  run.tell({ type: "reading", grant, expected });
  const started = run.now();
  const { holes } = await reader.readGrant(grant, writer, (rows) =>
    run.tell({ type: "progress", grant, rows, expected, requests: run.requests() }),
  );
  const settled = await settleGone(run, grant, writer, { reader });
  const hole = describeHoles(holes);
  const problems = [
    ...(hole === undefined ? [] : [hole]),
    ...(settled.kind === "settled" ? [] : [settled.why]),
  ];
  if (problems.length === 0) problems.push(...(await checkCount(run, before, reader)));
  const read = problems.length === 0;
  const agreedMs = read && count === countGrantRows(mirror, grant) ? run.now() : before.agreedMs;
  refreshRollup(mirror);
  const record = keepReading(run, {
    ...before,
    state: read ? "read" : "incomplete",
    why: read ? null : problems.join("; "),
    readMs: read ? started : before.readMs,
    agreedMs,
  });
  const isUseless = holes.some(({ error }) => error instanceof AccProtocolError);
  return { record, isUseless, ...(settled.kind === "held" ? { held: settled.held } : {}) };
}

/**
 * A window that is answered with less than there is, and with a count that fits, looks complete. So does a reading while
 * others write, but then the service counts something else afterwards.
 */
async function checkCount(run: PullRun, { grant, count }: GrantRecord, reader: Reader): Promise<string[]> {
  const rows = countGrantRows(run.mirror, grant);
  if (count === null || count === rows) return [];
  const again = await orUnavailable(() => countByLists(run, grant));
  if ("error" in again || again.value !== count) return [];
  return [`${wordsOf(reader)} gave ${rows} metrics, and the service counts ${count} before and after`];
}

function wordsOf({ by }: Reader): string {
  return by === "windows" ? "search" : "the plain lists";
}
