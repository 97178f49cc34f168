import type { AccClient } from "@argo-acc/client";
import {
  AccAuthenticationError,
  AccConfigError,
  AccError,
  AccTokenError,
  formatInstant,
} from "@argo-acc/core";
import { AccStoreError, type EntryCounts, type Outbox } from "@argo-acc/store/outbox";

import { lookBefore } from "./look-before.ts";
import { LOOK_SIZE, type PushOptions, type PushProblem, PushRun } from "./push-run.ts";
import { send } from "./send.ts";
import { settle } from "./settle.ts";
import { Stopped } from "./stopped.ts";
import { watchForLate } from "./watch.ts";

export type { PushEvent, PushOptions, PushProblem } from "./push-run.ts";

/** What a push did, and where the queue stands after it. */
export interface PushResult {
  /** HTTP requests sent, repetitions included. */
  readonly requests: number;
  readonly seconds: number;
  /** Entries the service accepted in this run. */
  readonly sent: number;
  /** Entries that were never sent, because the service had them. */
  readonly already_present: number;
  /** Entries of unknown outcome that the service turned out to have. */
  readonly settled: number;
  /** Entries of unknown outcome after this run. */
  readonly uncertain: number;
  /** Entries the service refused in this run. */
  readonly rejected: number;
  /** Entries held back in this run, because another value is reported. */
  readonly conflict: number;
  /** Entries that wait to be sent after this run. */
  readonly pending: number;
  /** All entries of the outbox by state, after this run. */
  readonly queue: EntryCounts;
  /** When another push can do more, if something waits for a time: ISO 8601 UTC. */
  readonly next_run_at?: string;
  /** Why the run ended before its time: in words, and what was thrown (for an abort: the signal's reason). */
  readonly stopped?: { readonly why: string; readonly error: unknown };
  /** Entries a person should see, in the order they were queued. */
  readonly problems: readonly PushProblem[];
}

/**
 * Sends what is queued, each entry exactly once as long as the service stores what it accepts within the grace. Takes
 * the lock of the outbox.
 *
 * @throws AccStoreError if another push runs for longer than `lockWaitMs`, or the outbox is of another service or cannot be written
 * @throws AccConfigError if an option makes no sense
 */
export async function push(acc: AccClient, outbox: Outbox, options: PushOptions = {}): Promise<PushResult> {
  checkOptions(options);
  if (acc.endpoint !== outbox.endpoint) {
    throw new AccStoreError(
      "other_service",
      outbox.path,
      `${outbox.path} is queued for ${outbox.endpoint}, not for ${acc.endpoint}`,
      { cure: `push with --endpoint ${outbox.endpoint}` },
    );
  }
  const lock = await outbox.ledger.lock("argo-acc push", {
    waitMs: options.lockWaitMs,
    signal: options.signal,
    onWait: (holder) => options.onEvent?.({ type: "waiting", holder }),
  });
  try {
    return await pushLocked(acc, outbox, options);
  } finally {
    lock.release();
  }
}

async function pushLocked(acc: AccClient, outbox: Outbox, options: PushOptions): Promise<PushResult> {
  const began = performance.now();
  const requestsBefore = acc.requests;
  const run = new PushRun(acc, outbox, options);
  const stopped = await untilStopped(run);
  const queue = outbox.counts();
  const next = run.ledger.nextRunAt(run.now(), run.graceMs);
  return {
    requests: acc.requests - requestsBefore,
    seconds: Math.round(performance.now() - began) / 1000,
    ...run.tally,
    uncertain: queue.uncertain,
    pending: queue.pending,
    queue,
    ...(next === undefined ? {} : { next_run_at: formatInstant(next) }),
    ...(stopped === undefined ? {} : { stopped: { why: stopped.message, error: stopped.error } }),
    problems: [...run.problems.values()].toSorted((a, b) => a.id - b.id),
  };
}

async function untilStopped(run: PushRun): Promise<Stopped | undefined> {
  try {
    run.ledger.recover(run.now());
    await settle(run);
    await watchForLate(run);
    await lookAndSend(run);
    const { absent } = await settle(run);
    if (absent > 0) {
      await lookAndSend(run);
      await settle(run);
    }
    return undefined;
  } catch (error) {
    return asStopped(run, error);
  }
}

async function lookAndSend(run: PushRun): Promise<void> {
  for (let after = 0; run.remaining > 0;) {
    run.signal.throwIfAborted();
    const due = run.ledger.due(run.now(), { after, limit: Math.min(LOOK_SIZE, run.remaining) });
    const last = due.at(-1);
    if (last === undefined) return;
    after = last.id;
    const open = due.filter(({ installation_id }) => !run.parked.has(installation_id));
    run.through(due.length - open.length);
    await send(run, await lookBefore(run, open));
  }
}

/** What stops a run is a result; what is wrong with the outbox, or with us, is thrown. */
function asStopped(run: PushRun, error: unknown): Stopped {
  if (error instanceof Stopped) return error;
  if (run.signal.aborted && !(error instanceof AccStoreError)) {
    return new Stopped("it was told to end", run.signal.reason);
  }
  if (error instanceof AccStoreError || error instanceof AccConfigError) throw error;
  if (error instanceof AccTokenError || error instanceof AccAuthenticationError) {
    return new Stopped("the service does not accept the token", error);
  }
  if (error instanceof AccError) return new Stopped("the service could not be asked", error);
  throw error;
}

function checkOptions({ graceMs = 0, concurrency = 1, limit = 1 }: PushOptions): void {
  if (!(graceMs >= 0 && Number.isFinite(graceMs))) {
    throw new AccConfigError(`graceMs ${graceMs} is not a number of milliseconds`, {
      cure: "give 0 or more",
    });
  }
  for (const [name, value] of Object.entries({ concurrency, limit })) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new AccConfigError(`${name} ${value} is not a whole number from 1`, { cure: "give 1 or more" });
  }
}
