import type { Entry } from "@argo-acc/store/outbox";

import { Claims } from "./claims.ts";
import type { SeenLook } from "./look.ts";
import { LOOK_SIZE, type PushRun } from "./push-run.ts";

/** What settling came to. */
export interface Settled {
  /** Entries the service turned out to have. */
  readonly present: number;
  /** Entries proven not to have arrived: they wait to be sent again. */
  readonly absent: number;
}

/** Step 3: finds out what became of the uncertain entries. Nothing may be under way meanwhile. */
export async function settle(run: PushRun): Promise<Settled> {
  return settleSome(run, () => true);
}

/** {@link settle}, for some of them. */
export async function settleSome(run: PushRun, isWanted: (entry: Entry) => boolean): Promise<Settled> {
  const total = { present: 0, absent: 0 };
  for (let after = 0; ;) {
    const entries = run.ledger.uncertain({ after, limit: LOOK_SIZE });
    const last = entries.at(-1);
    if (last === undefined) return total;
    after = last.id;
    const { present, absent } = await settleThese(
      run,
      entries.filter((entry) => isWanted(entry)),
    );
    total.present += present;
    total.absent += absent;
  }
}

async function settleThese(run: PushRun, entries: readonly Entry[]): Promise<Settled> {
  const { ledger } = run;
  const looks = await lookReliably(run, entries);
  const claims = new Claims(ledger, looks);
  let present = 0;
  let absent = 0;
  for (const look of looks) {
    const { entry, time } = look;
    const [ours, ...more] = claims.candidates(look);
    if (ours !== undefined) {
      claims.claim(ours, entry.id);
      ledger.settlePresent(entry.id, ours, time.answered);
      if (more.length > 0) ledger.watch(entry.id, time.answered);
      present += 1;
      run.tally.settled += 1;
      run.outcome(entry, "done");
      continue;
    }
    const absence = ledger.settleAbsent(entry.id, time, run.graceMs);
    if (absence === "proven") absent += 1;
    if (absence === "rejected") {
      run.tally.rejected += 1;
      run.problem(entry, "rejected", "the service answered 500 each time and stored nothing");
    }
    if (absence !== "not_proven") run.outcome(entry, absence === "proven" ? "pending" : "rejected");
  }
  return { present, absent };
}

/** Looks entries up so that what is not found is not there: where search may be blind, by the lists. */
async function lookReliably(run: PushRun, entries: readonly Entry[]): Promise<SeenLook[]> {
  const { source, graceMs } = run;
  const looks = await run.lookUp(entries);
  const absent = looks.filter(
    ({ entry, upstream, time }) =>
      upstream.equal.length === 0 && Date.parse(entry.changed_at) + graceMs <= time.asked,
  );
  for (const installation of new Set(absent.map(({ entry }) => entry.installation_id))) {
    if (!source.hasSearch || (await source.shows(installation))) continue;
    source.giveUpSearch();
    return run.lookUp(entries);
  }
  return looks;
}
