import type { Discovery } from "@argo-acc/client";
import { type AccResponseError, formatInstant, type Grant, grantCovers } from "@argo-acc/core";
import { type GrantRecord, outermost, saveGrant } from "@argo-acc/store/mirror";

import type { GrantToPull } from "./plan.ts";
import type { PullRun } from "./run.ts";
import { isRefused, orUnavailable } from "./unavailable.ts";

/** Grants of earlier runs that did not answer this time. */
export interface LostGrants {
  /** Refused: their rows stay as they were. */
  readonly frozen: readonly GrantRecord[];
  /** Whether one of them was not frozen before. */
  readonly newlyFrozen: boolean;
  /** Not refused: the service failed to count them, or did so only now. */
  readonly readable: readonly GrantToPull[];
  /** The service could not tell whether they may be read. */
  readonly unknown: readonly GrantRecord[];
}

/** Finds out what became of the known grants that no discovered one covers. */
export async function findLostGrants(
  run: PullRun,
  known: readonly GrantRecord[],
  discovery: Discovery,
): Promise<LostGrants> {
  const lost = outermost(
    known.filter((record) => !discovery.grants.some(({ grant }) => grantCovers(grant, record.grant))),
  );
  const frozen: GrantRecord[] = [];
  const readable: GrantToPull[] = [];
  const unknown: GrantRecord[] = [];
  let newlyFrozen = false;
  for (const record of lost) {
    const { grant } = record;
    const answer = await askAgain(run, grant);
    if ("value" in answer) {
      readable.push({ grant, count: answer.value, known: record });
    } else if (isRefused(answer.error)) {
      newlyFrozen ||= record.state !== "frozen";
      frozen.push(keep(run, freeze(record, answer.error, run.now())));
    } else if (grant.kind === "system") {
      // anybody may search the whole system, so that search answers does not mean that it was granted
      unknown.push(keep(run, { ...record, state: "incomplete", why: answer.error.message }));
    } else {
      readable.push({ grant, count: null, known: record });
    }
  }
  return { frozen, newlyFrozen, readable, unknown };
}

/** For the whole system it is the list of all projects that tells; its metrics anybody may search. */
async function askAgain(
  { acc, options }: PullRun,
  grant: Grant,
): Promise<{ readonly value: number } | { readonly error: AccResponseError }> {
  const { signal } = options;
  if (grant.kind !== "system") return orUnavailable(() => acc.countMetrics(grant, { signal }));
  return orUnavailable(async () => {
    await acc.admin.projects.list({ pageSize: 1 }).page(1, { signal });
    return acc.countMetrics(grant, { signal });
  });
}

function freeze(record: GrantRecord, error: AccResponseError, now: number): GrantRecord {
  const frozenMs = record.frozenMs ?? now;
  const why = `not readable since ${formatInstant(frozenMs)} (${error.status})`;
  return { ...record, state: "frozen", why, frozenMs };
}

function keep(run: PullRun, record: GrantRecord): GrantRecord {
  saveGrant(run.mirror, run.id, record);
  return record;
}
