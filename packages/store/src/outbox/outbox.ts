import { drizzle } from "drizzle-orm/better-sqlite3";

import { openFile, type OpenFileOptions } from "../file/open-file.ts";
import { withStoreProblems } from "../file/sqlite-problem.ts";
import { AccStoreError } from "../file/store-error.ts";
import { addEntries, type AddOptions, type AddResult } from "./add-entries.ts";
import type { Entry, EntryHistory } from "./entry.ts";
import { countEntries, type EntryCounts, getEntry, listEntries, type ListOptions } from "./list-entries.ts";
import type { NewEntry } from "./new-entry.ts";
import { OUTBOX, type OutboxFile } from "./outbox-file.ts";
import { PushLedger } from "./push-ledger.ts";
import { dropEntries, retryEntries } from "./retry-and-drop.ts";

/**
 * The queue of metrics for one service, in one file. What a call has changed is on disk when it returns.
 *
 * @example
 * using outbox = openOutbox("outbox.db", { endpoint: "https://api.acc.example.org/accounting-system" });
 * outbox.add([{ installation_id, metric_definition_id, time_period_start, time_period_end, value: 12.5 }]);
 */
export class Outbox implements Disposable {
  readonly path: string;
  /** The service its entries are for. */
  readonly endpoint: string;
  /** What a push needs beyond this. */
  readonly ledger: PushLedger;
  readonly #file: OutboxFile;

  constructor(path: string, endpoint: string, file: OutboxFile) {
    this.path = path;
    this.endpoint = endpoint;
    this.#file = file;
    this.ledger = new PushLedger(file, path);
  }

  /**
   * Queues metrics, all or none. A fact (installation, definition, period, group, user and value) that is queued or
   * done already is not queued twice; a rejected or dropped one waits to be sent again.
   *
   * @throws AccConfigError if an entry breaks one of the service's rules, naming it
   * @throws AccStoreError if the file cannot be written
   */
  add(entries: Iterable<NewEntry>, options: AddOptions = {}): AddResult {
    return this.#run((file) => addEntries(file, entries, options));
  }

  /** Entries in the order they were queued. */
  list(options: ListOptions = {}): Entry[] {
    return this.#run((file) => listEntries(file, options));
  }

  /** One entry with what was tried for it; `undefined` if there is none of this number. */
  get(id: number): EntryHistory | undefined {
    return this.#run((file) => getEntry(file, id));
  }

  /**
   * Lets a rejected or conflicting entry wait for the next push; of several, all or none.
   *
   * @throws AccConfigError if there is no such entry, or its state does not allow it
   */
  retry(ids: number | readonly number[], now: () => number = Date.now): void {
    this.#run((file) => retryEntries(file, [ids].flat(), now()));
  }

  /**
   * Gives up a pending, rejected or conflicting entry; it stays in the outbox with the reason. Of several, all or none.
   *
   * @throws AccConfigError if there is no such entry, or the service has it or may have it
   */
  drop(ids: number | readonly number[], reason: string, now: () => number = Date.now): void {
    this.#run((file) => dropEntries(file, [ids].flat(), reason, now()));
  }

  /** How many entries are in each state; together they are all that were ever added. */
  counts(): EntryCounts {
    return this.#run((file) => countEntries(file));
  }

  close(): void {
    this.#file.sqlite.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #run<T>(work: (file: OutboxFile) => T): T {
    try {
      return withStoreProblems(this.path, () => work(this.#file));
    } catch (error) {
      if (error instanceof AccStoreError && error.problem === "full") giveSpaceBack(this.#file);
      throw error;
    }
  }
}

/** What an add had written before the disk was full would stay in the log, and the disk full. */
function giveSpaceBack({ sqlite }: OutboxFile): void {
  try {
    sqlite.pragma("wal_checkpoint(TRUNCATE)");
  } catch {
    // There is not even room for what was committed: it stays in the log, and the caller hears of the disk.
  }
}

/**
 * Opens an outbox, or makes it with mode 0600 where an `endpoint` is given.
 *
 * @throws AccStoreError if the file is missing, not ours, of another service, newer, damaged or not writable
 */
export function openOutbox(path: string, options: OpenFileOptions = {}): Outbox {
  const { database, endpoint } = openFile(path, OUTBOX, options);
  database.pragma("cache_size = -16000"); // KiB: the index of a hundred thousand entries fits
  return new Outbox(path, endpoint, { sqlite: database, orm: drizzle(database) });
}
