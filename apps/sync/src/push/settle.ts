import type { Absence, Entry } from "@argo-acc/store/outbox";

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
  const looks = await lookReliably(run, entries);
  const total = { present: 0, absent: 0 };
  for (const [entry, outcome] of run.ledger.atOnce(() => writeOutcomes(run, looks))) {
    if (outcome === "not_proven") continue;
    if (outcome === "present") {
      total.present += 1;
      run.tally.settled += 1;
    } else if (outcome === "proven") {
      total.absent += 1;
    } else {
      run.tally.rejected += 1;
      run.problem(entry, "rejected", "the service answered 500 each time and stored nothing");
    }
    run.outcome(entry, STATES[outcome]);
  }
  return total;
}

const STATES = { present: "done", proven: "pending", rejected: "rejected" } as const;

function writeOutcomes(run: PushRun, looks: readonly SeenLook[]): Map<Entry, Absence | "present"> {
  const { ledger, graceMs } = run;
  const claims = new Claims(ledger, looks);
  return new Map(
    looks.map((look) => {
      const { entry, time } = look;
      const [ours, ...more] = claims.candidates(look);
      if (ours === undefined) return [entry, ledger.settleAbsent(entry.id, time, graceMs)];
      claims.claim(ours, entry.id);
      ledger.settlePresent(entry.id, ours, time.answered);
      if (more.length > 0) ledger.watch(entry.id, time.answered);
      return [entry, "present"];
    }),
  );
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
