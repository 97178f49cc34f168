import { AccConfigError } from "@argo-acc/core";

import { fingerprint } from "./fingerprint.ts";
import { type Fact, type NewEntry, readFact } from "./new-entry.ts";
import type { OutboxFile } from "./outbox-file.ts";
import { type EntryState, nextState } from "./states.ts";

/** Options of {@link addEntries}. */
export interface AddOptions {
  /** Queue facts that are queued already once more, and send them even if the service has them. Default `false`. */
  readonly allowDuplicate?: boolean | undefined;
  /** Where the entries come from: a file name, `stdin`. Default: the source of the first entry that has one. */
  readonly source?: string | undefined;
  /** The clock, in milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** What an add did. */
export interface AddResult {
  /** The number of the batch these entries belong to. */
  readonly batch: number;
  readonly added: number;
  /** Facts that were queued before and are pending, on their way, done, or waiting as conflicts. */
  readonly already_queued: number;
  /** Facts that were rejected or dropped before and are pending again. */
  readonly revived: number;
  /** Of the added and revived: those for which another value is queued or done. The next push holds them as conflicts. */
  readonly contradicting: number;
  /** The entry of each fact, in the order they were given. */
  readonly ids: readonly number[];
}

const QUEUED = "(state IN ('pending', 'sending', 'uncertain') OR (state = 'done' AND voided = 0))";

/**
 * Queues entries, all or none.
 *
 * @throws AccConfigError if an entry breaks one of the service's rules; nothing is queued then
 */
export function addEntries(
  { sqlite }: OutboxFile,
  entries: Iterable<NewEntry>,
  options: AddOptions = {},
): AddResult {
  const now = options.now ?? Date.now;
  return sqlite.transaction(() => new Adding(sqlite, now(), options).run(entries)).immediate();
}

type Origin = readonly [batch: number, source: string | null, line: number | null];

/** One add under way; its statements are prepared once for all entries. */
class Adding {
  readonly #at: number;
  readonly #options: AddOptions;
  readonly #isKnown;
  readonly #sameQueued;
  readonly #sameEnded;
  readonly #otherQueued;
  readonly #insert;
  readonly #revive;
  readonly #insertBatch;
  #counts = { added: 0, already_queued: 0, revived: 0, contradicting: 0 };

  constructor(sqlite: OutboxFile["sqlite"], at: number, options: AddOptions) {
    this.#at = at;
    this.#options = options;
    this.#insertBatch = sqlite.prepare<[string | null, number]>(
      "INSERT INTO batch (source, added_at) VALUES (?, ?)",
    );
    this.#isKnown = sqlite.prepare<[Buffer]>("SELECT 1 FROM entry WHERE fingerprint = ? LIMIT 1");
    this.#sameQueued = sqlite
      .prepare<[Buffer, number], number>(
        `SELECT id FROM entry WHERE fingerprint = ? AND value = ? AND (${QUEUED} OR state = 'conflict') LIMIT 1`,
      )
      .pluck();
    // One queued as a duplicate takes equal metrics for somebody else's; a plain one must find them: it starts anew.
    this.#sameEnded = sqlite.prepare<[Buffer, number], { id: number; state: EntryState }>(
      `SELECT id, state FROM entry
       WHERE fingerprint = ? AND value = ? AND state IN ('rejected', 'dropped') AND allow_duplicate = 0 LIMIT 1`,
    );
    this.#otherQueued = sqlite.prepare<[Buffer, number]>(
      `SELECT 1 FROM entry WHERE fingerprint = ? AND value <> ? AND ${QUEUED} LIMIT 1`,
    );
    this.#insert = sqlite.prepare(
      `INSERT INTO entry (batch_id, source, line, fingerprint, installation_id, metric_definition_id, time_period_start,
         time_period_end, value, group_id, user_id, allow_duplicate, state, changed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?)`,
    );
    this.#revive = sqlite.prepare(
      `UPDATE entry SET batch_id = ?, source = ?, line = ?, state = 'pending', changed_at = ?, next_try_at = NULL,
         absent_at = NULL, server_errors = 0, message = NULL, conflict_value = NULL, conflict_metric_id = NULL,
         conflict_entry_id = NULL
       WHERE id = ?`,
    );
  }

  run(entries: Iterable<NewEntry>): AddResult {
    let source = this.#options.source ?? null;
    let batch: number | undefined;
    const ids: number[] = [];
    for (const entry of entries) {
      const fact = readFact(entry, this.#at);
      if (typeof fact === "string") throw badEntry(ids.length + 1, fact);
      source ??= entry.source ?? null;
      batch ??= Number(this.#insertBatch.run(source, this.#at).lastInsertRowid);
      const entrySource = entry.source === undefined || entry.source === source ? null : entry.source;
      ids.push(this.#addOne(fact, [batch, entrySource, entry.line ?? null]));
    }
    batch ??= Number(this.#insertBatch.run(source, this.#at).lastInsertRowid);
    return { batch, ...this.#counts, ids };
  }

  #addOne(fact: Fact, origin: Origin): number {
    const print = fingerprint(fact);
    if (this.#isKnown.get(print) === undefined) return this.#addNew(fact, print, origin);
    const isDuplicateWanted = this.#options.allowDuplicate ?? false;
    const queued = isDuplicateWanted ? undefined : this.#sameQueued.get(print, fact.value);
    if (queued !== undefined) {
      this.#counts.already_queued += 1;
      return queued;
    }
    if (this.#otherQueued.get(print, fact.value) !== undefined) this.#counts.contradicting += 1;
    const ended = isDuplicateWanted ? undefined : this.#sameEnded.get(print, fact.value);
    if (ended === undefined) return this.#addNew(fact, print, origin);
    nextState(ended.id, ended.state, "revive");
    this.#revive.run(...origin, this.#at, ended.id);
    this.#counts.revived += 1;
    return ended.id;
  }

  #addNew(fact: Fact, print: Buffer, origin: Origin): number {
    this.#counts.added += 1;
    const [batch, source, line] = origin;
    const { lastInsertRowid } = this.#insert.run(
      batch,
      source,
      line,
      print,
      fact.installation_id,
      fact.metric_definition_id,
      fact.time_period_start,
      fact.time_period_end,
      fact.value,
      fact.group_id,
      fact.user_id,
      Number(this.#options.allowDuplicate ?? false),
      this.#at,
    );
    return Number(lastInsertRowid);
  }
}

function badEntry(number: number, reason: string): AccConfigError {
  return new AccConfigError(`cannot queue entry ${number}: ${reason}`, {
    cure: "correct it and add all of them again: nothing was queued",
  });
}
