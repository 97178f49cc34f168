import type { Entry } from "@argo-acc/store/outbox";

import { Claims } from "./claims.ts";
import { LOOK_SIZE, type PushRun } from "./push-run.ts";

/**
 * Looks once more for metrics of entries that were sent again: the service may have stored an attempt that was held
 * for lost. Such a metric is reported until it is gone.
 */
export async function watchForLate(run: PushRun): Promise<void> {
  for (let after = 0; ;) {
    const entries = run.ledger.watched({ after, limit: LOOK_SIZE });
    const last = entries.at(-1);
    if (last === undefined) return;
    after = last.id;
    await watchThese(
      run,
      entries.filter(({ state }) => state === "done" || state === "rejected" || state === "dropped"),
    );
  }
}

async function watchThese(run: PushRun, entries: readonly Entry[]): Promise<void> {
  const { ledger } = run;
  const looks = await run.lookUp(entries);
  const claims = new Claims(ledger, looks);
  for (const look of looks) {
    const { entry, time } = look;
    const late = claims.candidates(look);
    if (late.length === 0) ledger.endWatch(entry.id, time.asked);
    else run.problem(entry, entry.state, describeLate(entry, late));
  }
}

function describeLate(entry: Entry, late: readonly string[]): string {
  const metrics = `${late.length === 1 ? "metric" : "metrics"} ${late.join(", ")}`;
  return entry.state === "done"
    ? `the service has it more than once: besides metric ${entry.metric_id} also ${metrics}, counted in every sum`
    : `it is ${entry.state}, but the service has it as ${metrics}: an attempt held for lost arrived after all`;
}
