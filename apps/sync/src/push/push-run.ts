import type { AccClient } from "@argo-acc/client";
import type { Entry, EntryState, Outbox, PushLedger } from "@argo-acc/store/outbox";

import type { SeenLook } from "./look.ts";
import { LookSource } from "./look-source.ts";
import { lookUp } from "./look-up.ts";

/** An entry a person or a later run has to see to. */
export interface PushProblem {
  /** The number of the entry. */
  readonly id: number;
  readonly state: EntryState;
  readonly source?: string;
  readonly line?: number;
  readonly message: string;
}

/** What a push tells while it runs. */
export type PushEvent =
  /** Another run has the outbox: `argo-acc push, process 4711, since …`, or empty. */
  | { readonly type: "waiting"; readonly holder: string }
  /** So many entries were looked up before being sent. */
  | { readonly type: "looked"; readonly entries: number }
  /** An entry has come into a state. */
  | { readonly type: "entry"; readonly entry: Entry; readonly outcome: EntryState }
  /** So many of the entries that were due are through. */
  | { readonly type: "progress"; readonly done: number; readonly of: number };

/** Options of a push. */
export interface PushOptions {
  /** How long a request without an answer may still be stored, in milliseconds. Default 60,000. */
  readonly graceMs?: number | undefined;
  /** Metrics sent at the same time. Default 4. */
  readonly concurrency?: number | undefined;
  /** Send at most so many. Default: all. */
  readonly limit?: number | undefined;
  /**
   * What to do with an entry for whose period, group and user another value is reported, queued or upstream: `refuse`
   * keeps it as a conflict for a person, `add` sends it too. Default `refuse`.
   */
  readonly onConflict?: "refuse" | "add" | undefined;
  /** How long to wait for another push of the outbox, in milliseconds; 0 = not at all. Default 0. */
  readonly lockWaitMs?: number | undefined;
  /** Ends the run; what is under way has a few seconds to finish. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: PushEvent) => void) | undefined;
  /** The clock, in milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** How many metrics one look covers. */
export const LOOK_SIZE = 50;

/** One push under way: what it works on, and what it has come to. */
export class PushRun {
  readonly acc: AccClient;
  readonly ledger: PushLedger;
  readonly graceMs: number;
  readonly concurrency: number;
  readonly onConflict: "refuse" | "add";
  readonly now: () => number;
  /** The caller's wish to end. */
  readonly signal: AbortSignal;
  readonly source: LookSource;
  readonly problems = new Map<number, PushProblem>();
  /** Installations that refused an entry: the others wait for the next run. */
  readonly parked = new Set<string>();
  readonly tally = { sent: 0, already_present: 0, settled: 0, rejected: 0, conflict: 0 };
  /** How many more may be sent. */
  remaining: number;
  readonly #onEvent: ((event: PushEvent) => void) | undefined;
  readonly #total: number;
  #through = 0;

  constructor(acc: AccClient, outbox: Outbox, options: PushOptions) {
    this.acc = acc;
    this.ledger = outbox.ledger;
    this.graceMs = options.graceMs ?? 60_000;
    this.concurrency = options.concurrency ?? 4;
    this.onConflict = options.onConflict ?? "refuse";
    this.now = options.now ?? Date.now;
    this.signal = options.signal ?? new AbortController().signal;
    this.source = new LookSource(acc, this.now, this.signal);
    this.remaining = options.limit ?? Number.POSITIVE_INFINITY;
    this.#onEvent = options.onEvent;
    this.#total = Math.min(outbox.counts().pending, this.remaining);
  }

  /** Looks entries up; the ones that cannot be looked up come back as problems and not among the looks. */
  async lookUp(entries: readonly Entry[]): Promise<SeenLook[]> {
    const seen: SeenLook[] = [];
    for (const look of await lookUp(this.source, entries)) {
      if ("upstream" in look) seen.push(look);
      else this.notLookedUp(look.entry, look.error);
    }
    return seen.toSorted((a, b) => a.entry.id - b.entry.id);
  }

  /** Keeps a pending entry that could not be looked up from being sent for a while. */
  notLookedUp(entry: Entry, error: Error): void {
    const before = entry.state === "pending" ? "not sent, since it" : "it";
    const message = `${before} could not be looked up: ${error.message}`;
    this.ledger.postpone(entry.id, this.now() + POSTPONED_MS, message);
    this.problem(entry, entry.state, message);
  }

  /** Tells that an entry came into a state. */
  outcome(entry: Entry, outcome: EntryState): void {
    this.#onEvent?.({ type: "entry", entry, outcome });
  }

  /** Tells that entries that were due are through, whatever became of them. */
  through(entries: number): void {
    this.#through += entries;
    this.#onEvent?.({
      type: "progress",
      done: Math.min(this.#through, this.#total),
      of: this.#total,
    });
  }

  looked(entries: number): void {
    this.#onEvent?.({ type: "looked", entries });
  }

  problem(entry: Entry, state: EntryState, message: string): void {
    const { id, source, line } = entry;
    this.problems.set(id, {
      id,
      state,
      ...(source === null ? {} : { source }),
      ...(line === null ? {} : { line }),
      message,
    });
  }
}

/** How long an entry that cannot be looked up waits, so that others come first. */
const POSTPONED_MS = 15 * 60_000;
