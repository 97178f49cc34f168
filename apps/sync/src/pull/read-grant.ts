import {
  clearSuspects,
  countGrantRows,
  type GrantRecord,
  type MetricWriter,
  openMetricWriter,
  refreshRollup,
} from "@argo-acc/store/mirror";

import { countByLists } from "./witness/count-grant.ts";
import { keepReading } from "./keep-reading.ts";
import type { HeldGone } from "./pull-result.ts";
import { partsByWindows } from "./read-part.ts";
import { readGrantWindows } from "./read-windows.ts";
import type { PullRun } from "./run.ts";
import { leaveAsFarAsPossible, leaveUnproven, settleGone } from "./settle-gone.ts";
import { isBroken, isRefused, orUnavailable } from "./unavailable.ts";

/** What became of a grant. */
export interface PulledGrant {
  readonly record: GrantRecord;
  readonly held?: HeldGone;
}

/**
 * Reads a grant to its end and stores it. In whatever way that ends, the grant is known for what it is, and no metric is
 * shown twice.
 *
 * @param before what to keep of the grant until then
 */
export async function readGrant(run: PullRun, before: GrantRecord): Promise<PulledGrant> {
  keepReading(run, before); // what a killed run leaves behind is known to be incomplete
  clearSuspects(run.mirror);
  const writer = openMetricWriter(run.mirror, run.id, before.grant);
  try {
    return await readAndSettle(run, before, writer);
  } catch (error) {
    if (isRefused(error) || isBroken(error)) {
      leaveUnproven(run, writer);
      return { record: keepReading(run, { ...before, why: `search cannot be used: ${error.message}` }) };
    }
    leaveAsFarAsPossible(run, writer);
    throw error;
  }
}

async function readAndSettle(run: PullRun, before: GrantRecord, writer: MetricWriter): Promise<PulledGrant> {
  const { mirror } = run;
  const { grant, count } = before;
  const expected = count ?? countGrantRows(mirror, grant);
  run.tell({ type: "reading", grant, expected });
  const started = run.now();
  const reading = await readGrantWindows(run, grant, writer, (rows) =>
    run.tell({ type: "progress", grant, rows, expected, requests: run.requests() }),
  );
  const settled = await settleGone(run, grant, writer, { readPart: partsByWindows(run) });
  const problems = [
    ...(reading.hole === undefined ? [] : [describeHoles(reading.holes, reading.hole)]),
    ...(settled.kind === "settled" ? [] : [settled.why]),
  ];
  if (problems.length === 0) problems.push(...(await checkCount(run, before)));
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
  return settled.kind === "held" ? { record, held: settled.held } : { record };
}

/**
 * A window that is answered with less than there is, and with a count that fits, looks complete. So does a reading while
 * others write, but then the service counts something else afterwards.
 */
async function checkCount(run: PullRun, { grant, count }: GrantRecord): Promise<string[]> {
  const rows = countGrantRows(run.mirror, grant);
  if (count === null || count === rows) return [];
  const again = await orUnavailable(() => countByLists(run, grant));
  if ("error" in again || again.value !== count) return [];
  return [`search gave ${rows} metrics, and the service counts ${count} before and after`];
}

function describeHoles(holes: number, first: string): string {
  return holes === 1 ? `not read: ${first}` : `${holes} windows were not read, the first: ${first}`;
}
