import type { Entry, EntryConflict } from "@argo-acc/store/outbox";

import { Claims } from "./claims.ts";
import type { SeenLook } from "./look.ts";
import type { PushRun } from "./push-run.ts";
import type { Upstream } from "./same-metric.ts";

/**
 * Step 1: looks entries up before they are sent. What the service has already is done, what contradicts another value
 * is a conflict.
 *
 * @returns the entries to send, in the order they were queued
 */
export async function lookBefore(run: PushRun, entries: readonly Entry[]): Promise<Entry[]> {
  const { ledger } = run;
  const looks = await run.lookUp(entries);
  const claims = new Claims(ledger, looks);
  const lost = ledger.lost(looks.map(({ entry }) => entry.id));
  const toSend: SeenLook[] = [];
  for (const look of looks) {
    const { entry, upstream } = look;
    const [free] = claims.candidates(look);
    const isLost = lost.has(entry.id);
    if (free !== undefined && (isLost || !entry.allow_duplicate)) {
      if (!ledger.present(entry.id, free, isLost ? "sent" : "already_present", run.now())) continue;
      claims.claim(free, entry.id);
      run.tally[isLost ? "settled" : "already_present"] += 1;
      run.outcome(entry, "done");
      continue;
    }
    const conflict = run.onConflict === "refuse" ? findConflict(run, entry, upstream, claims) : undefined;
    if (conflict !== undefined) {
      const message = describeConflict(entry, conflict);
      if (!ledger.conflict(entry.id, conflict, message, run.now())) continue;
      run.tally.conflict += 1;
      run.problem(entry, "conflict", message);
      run.outcome(entry, "conflict");
      continue;
    }
    toSend.push(look);
  }
  // Only entries about to be sent: were the metric of an entry that is done kept here too, a crash before the entry
  // is marked as done would make its own metric somebody else's.
  ledger.recordLook(
    toSend.map(({ entry, upstream }) => ({ id: entry.id, equal: upstream.equal })),
    run.now(),
  );
  run.looked(entries.length);
  run.through(entries.length - toSend.length);
  return toSend.map(({ entry }) => entry);
}

function findConflict(
  run: PushRun,
  entry: Entry,
  upstream: Upstream,
  claims: Claims,
): EntryConflict | undefined {
  const [other] = upstream.others;
  if (other === undefined) return run.ledger.rival(entry.id);
  const [metric_id, value] = other;
  return { value, metric_id, entry: claims.ownerOf(metric_id) ?? null };
}

function describeConflict(entry: Entry, conflict: EntryConflict): string {
  const { value, metric_id, entry: other } = conflict;
  const where = metric_id === null ? `entry #${other} is queued with` : `metric ${metric_id} has`;
  return `value ${entry.value}, but ${where} ${value} for the same period, group and user`;
}
