import type { GrantRecord } from "@argo-acc/store/mirror";

import { keepReading } from "./keep-reading.ts";
import { byPages, byWindows } from "./read/reader.ts";
import { type GrantReading, type PulledGrant, readGrant } from "./read-grant.ts";
import type { PullRun } from "./run.ts";
import { orUnavailable } from "./unavailable.ts";
import { compareCounts } from "./witness/compare-counts.ts";
import { countByLists } from "./witness/count-grant.ts";

/**
 * Reads all of a grant: by windows of search, or by the pages of the plain lists where search is refused, shows less than
 * the lists count, or begins to do so in the middle of the reading.
 *
 * @param before what to keep of the grant until then, with what the service counts
 */
export async function readWhole(run: PullRun, before: GrantRecord): Promise<PulledGrant> {
  const { readBy } = run.options;
  if (readBy === "pages") return readGrant(run, await countedByLists(run, before), byPages(run));
  const { grant, count } = before;
  if (count === null) return orByPages(run, before, await readGrant(run, before, byWindows(run)));
  const witness = await compareCounts(run, grant, count);
  const counted = { ...before, count: witness.count };
  if (witness.agrees) return orByPages(run, counted, await readGrant(run, counted, byWindows(run)));
  if (readBy === "windows") return { record: keepReading(run, { ...counted, why: witness.why }) };
  return readGrant(run, await countedByLists(run, counted), byPages(run));
}

/** The reading by windows, or one by pages where that did not come to its end and search is to blame. */
async function orByPages(run: PullRun, before: GrantRecord, reading: GrantReading): Promise<PulledGrant> {
  const { record, held, isUseless } = reading;
  if (run.options.readBy === "windows" || record.state === "read" || held !== undefined) return reading;
  if (!isUseless && !(await isLessThanCounted(run, before))) return reading;
  return readGrant(run, await countedByLists(run, before), byPages(run));
}

async function isLessThanCounted(run: PullRun, { grant, count }: GrantRecord): Promise<boolean> {
  return count !== null && !(await compareCounts(run, grant, count)).agrees;
}

/** What the lists count of the whole system; of any other grant it was they who were asked. */
async function countedByLists(run: PullRun, before: GrantRecord): Promise<GrantRecord> {
  if (before.grant.kind !== "system") return before;
  const counted = await orUnavailable(() => countByLists(run, before.grant));
  return "value" in counted ? { ...before, count: counted.value } : before;
}
