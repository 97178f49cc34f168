import type { Entry, EntryConflict } from "@argo-acc/store/outbox";

import { Claims } from "./claims.ts";
import type { SeenLook } from "./look.ts";
import type { PushRun } from "./push-run.ts";
import type { Upstream } from "./same-metric.ts";

/** What a look before sending makes of an entry; `gone`: somebody dropped it meanwhile. */
type Finding =
  | { readonly state: "send" | "gone" | "settled" | "already_present" }
  | { readonly state: "conflict"; readonly message: string };

/**
 * Step 1: looks entries up before they are sent. What the service has already is done, what contradicts another value
 * is a conflict.
 *
 * @returns the entries to send, in the order they were queued
 */
export async function lookBefore(run: PushRun, entries: readonly Entry[]): Promise<Entry[]> {
  const { ledger } = run;
  const looks = await run.lookUp(entries);
  const findings = ledger.atOnce(() => writeFindings(run, looks));
  const toSend: Entry[] = [];
  for (const [entry, finding] of findings) {
    if (finding.state === "send") toSend.push(entry);
    else tell(run, entry, finding);
  }
  run.looked(entries.length);
  run.through(entries.length - toSend.length);
  return toSend;
}

function writeFindings(run: PushRun, looks: readonly SeenLook[]): Map<Entry, Finding> {
  const { ledger } = run;
  const claims = new Claims(ledger, looks);
  const lost = ledger.lost(looks.map(({ entry }) => entry.id));
  const findings = new Map(
    looks.map((look) => [look.entry, writeFinding(run, look, claims, lost.has(look.entry.id))]),
  );
  // Only entries about to be sent: the metric of one that is done is its own, and nobody else's.
  const toSend = looks.filter(({ entry }) => findings.get(entry)?.state === "send");
  ledger.recordLook(
    toSend.map(({ entry, upstream }) => ({ id: entry.id, equal: upstream.equal })),
    run.now(),
  );
  return findings;
}

/** @param isLost whether it was sent before and held for lost */
function writeFinding(run: PushRun, look: SeenLook, claims: Claims, isLost: boolean): Finding {
  const { ledger } = run;
  const { entry, upstream } = look;
  const [free] = claims.candidates(look);
  if (free !== undefined && (isLost || !entry.allow_duplicate)) {
    if (!ledger.present(entry.id, free, isLost ? "sent" : "already_present", run.now()))
      return { state: "gone" };
    claims.claim(free, entry.id);
    return { state: isLost ? "settled" : "already_present" };
  }
  const conflict = run.onConflict === "refuse" ? findConflict(run, entry, upstream, claims) : undefined;
  if (conflict === undefined) return { state: "send" };
  const message = describeConflict(entry, conflict);
  const isWritten = ledger.conflict(entry.id, conflict, message, run.now());
  return isWritten ? { state: "conflict", message } : { state: "gone" };
}

function tell(run: PushRun, entry: Entry, finding: Finding): void {
  if (finding.state === "send" || finding.state === "gone") return;
  run.tally[finding.state] += 1;
  if (finding.state === "conflict") run.problem(entry, "conflict", finding.message);
  run.outcome(entry, finding.state === "conflict" ? "conflict" : "done");
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
