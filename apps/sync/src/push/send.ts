import type { NewMetric } from "@argo-acc/core";
import type { AttemptOutcome, Entry } from "@argo-acc/store/outbox";

import { givenUp, judgeFailure, type Verdict } from "./judge-failure.ts";
import type { PushRun } from "./push-run.ts";
import { settleSome } from "./settle.ts";
import { Stopped } from "./stopped.ts";

/** So many requests in a row without an answer of the service's own: it is worth a look before going on. */
const UNANSWERED_LIMIT = 5;

/** How long requests under way may still take once the caller wants to end. */
const PATIENCE_MS = 5000;

/**
 * Step 2: sends entries that have been looked up, a few at a time. Returns when nothing is under way any more.
 *
 * @throws Stopped if the token is refused, or the service is not there
 */
export async function send(run: PushRun, entries: readonly Entry[]): Promise<void> {
  for (let rest = entries; rest.length > 0;) {
    const round = new Round(run, rest);
    await round.run();
    rest = round.left;
    if (round.stop !== undefined) throw round.stop;
    if (run.signal.aborted) return;
    if (round.unanswered.length >= UNANSWERED_LIMIT) await checkService(run, round);
  }
}

/** The service may store what it does not answer: only if nothing arrived is it gone. */
async function checkService(run: PushRun, round: Round): Promise<void> {
  const ids = new Set(round.unanswered);
  const arrived = await settleSome(run, (entry) => ids.has(entry.id));
  if (arrived.present > 0) return;
  throw new Stopped(`${ids.size} requests in a row had no answer, and none of them arrived`, round.lastError);
}

/** What became of an entry that was sent. */
interface Ended {
  readonly entry: Entry;
  readonly outcome: AttemptOutcome;
}

/** Sends until all is sent, or something makes it pause; what was begun is always finished. */
class Round {
  readonly #run: PushRun;
  readonly #entries: readonly Entry[];
  #next = 0;
  /** The entries of the requests without an answer since the last one with. */
  unanswered: number[] = [];
  lastError: unknown;
  stop: Stopped | undefined;

  constructor(run: PushRun, entries: readonly Entry[]) {
    this.#run = run;
    this.#entries = entries;
  }

  /** What was not begun. */
  get left(): readonly Entry[] {
    return this.#entries.slice(this.#next);
  }

  async run(): Promise<void> {
    const patience = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hurry = () => {
      timer = setTimeout(() => patience.abort(this.#run.signal.reason), PATIENCE_MS);
    };
    this.#run.signal.addEventListener("abort", hurry, { once: true });
    const workers = Array.from({ length: this.#run.concurrency }, () => this.#work(patience.signal));
    const ends = await Promise.allSettled(workers);
    this.#run.signal.removeEventListener("abort", hurry);
    clearTimeout(timer);
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }

  async #work(signal: AbortSignal): Promise<void> {
    let ended: Ended | undefined;
    for (;;) {
      const next = this.#take();
      const isBegun = this.#write(ended, next);
      if (ended !== undefined) this.#tell(ended);
      if (next === undefined) return;
      ended = isBegun ? await this.#sendOne(next, signal) : undefined;
      this.#run.through(1);
    }
  }

  /** Writes down, at once, what became of one entry and that the next one is on its way. @returns whether it is */
  #write(ended: Ended | undefined, next: Entry | undefined): boolean {
    const { ledger, now, parked } = this.#run;
    return ledger.atOnce(() => {
      if (ended !== undefined) ledger.end(ended.entry.id, now(), ended.outcome);
      return next !== undefined && !parked.has(next.installation_id) && ledger.begin(next.id, now());
    });
  }

  #take(): Entry | undefined {
    const { signal, remaining } = this.#run;
    if (signal.aborted || remaining <= 0 || this.stop !== undefined) return undefined;
    if (this.unanswered.length >= UNANSWERED_LIMIT) return undefined;
    return this.#entries[this.#next++];
  }

  async #sendOne(entry: Entry, signal: AbortSignal): Promise<Ended> {
    this.#run.remaining -= 1;
    const { outcome, effect } = await this.#attempt(entry, signal);
    if (effect === "count") this.unanswered.push(entry.id);
    else this.unanswered = [];
    if (effect === "park") this.#run.parked.add(entry.installation_id);
    if (effect === "stop") this.stop = new Stopped("the service does not accept the token", this.lastError);
    return { entry, outcome };
  }

  async #attempt(entry: Entry, signal: AbortSignal): Promise<Verdict> {
    const { acc, now } = this.#run;
    try {
      const { id } = await acc.installation(entry.installation_id).metrics.add(newMetric(entry), { signal });
      return { outcome: this.#accepted(entry, id), effect: "go_on" };
    } catch (error) {
      this.lastError = error;
      return signal.aborted && error === signal.reason ? givenUp(error) : judgeFailure(error, entry, now());
    }
  }

  /** The id of a metric that belongs to another entry, or was there before, is no receipt for this one. */
  #accepted(entry: Entry, id: string): AttemptOutcome {
    const { ledger } = this.#run;
    const owner = ledger.linked([id]).get(id);
    const isOlder = ledger.seenBefore([entry.id]).get(entry.id)?.has(id) === true;
    if (owner === undefined && !isOlder) return { state: "done", metric_id: id, status: 201 };
    const whose = isOlder ? "which was there before" : `which is entry #${owner}`;
    return { state: "uncertain", status: 201, message: `the answer names metric ${id}, ${whose}` };
  }

  #tell({ entry, outcome }: Ended): void {
    const run = this.#run;
    if (outcome.state === "done") run.tally.sent += 1;
    if (outcome.state === "rejected") {
      run.tally.rejected += 1;
      run.problem(entry, "rejected", outcome.message);
    }
    run.outcome(entry, outcome.state);
  }
}

function newMetric(entry: Entry): NewMetric {
  const { metric_definition_id, time_period_start, time_period_end, value, group_id, user_id } = entry;
  return {
    metric_definition_id,
    time_period_start,
    time_period_end,
    value,
    ...(group_id === null ? {} : { group_id }),
    ...(user_id === null ? {} : { user_id }),
  };
}
