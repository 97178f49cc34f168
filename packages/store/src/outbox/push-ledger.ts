import type { Lock } from "../file/lock.ts";
import { withStoreProblems } from "../file/sqlite-problem.ts";
import { type LockWait, waitForLock } from "../file/wait-for-lock.ts";
import { type AttemptOutcome, beginAttempt, endAttempt, recoverAttempts } from "./attempts.ts";
import {
  type DueOptions,
  dueEntries,
  nextTryAt,
  postponeEntry,
  uncertainEntries,
  watchedEntries,
} from "./due-entries.ts";
import type { Entry, EntryConflict, Receipt } from "./entry.ts";
import {
  findRival,
  foundConflict,
  foundPresent,
  linkedEntries,
  lostEntries,
  recordLook,
  seenBefore,
} from "./looks.ts";
import type { OutboxFile } from "./outbox-file.ts";
import {
  type Absence,
  endWatch,
  type LookTime,
  nextSettleAt,
  settleAbsent,
  settlePresent,
  watch,
} from "./settle-entries.ts";

/**
 * What a push reads from the outbox and writes down in it: each change is on disk when the call, or the
 * {@link PushLedger.atOnce} around it, returns. Times are
 * milliseconds since the epoch. Every call that changes an entry's state throws an AccConfigError where
 * the state does not allow it.
 */
export class PushLedger {
  readonly #file: OutboxFile;
  readonly #path: string;

  constructor(file: OutboxFile, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** One push at a time: {@link waitForLock}. */
  lock(holder: string, wait: LockWait = {}): Promise<Lock> {
    return waitForLock(this.#path, holder, wait);
  }

  /**
   * Does several things with one write to disk: all of them, or none if one throws. `work` must not wait for anything.
   */
  atOnce<T>(work: () => T): T {
    return this.#run(({ sqlite }) => sqlite.transaction(work).immediate());
  }

  /** {@link recoverAttempts} */
  recover(at: number): number {
    return this.#run((file) => recoverAttempts(file, at));
  }

  /** {@link dueEntries} */
  due(at: number, options: DueOptions): Entry[] {
    return this.#run((file) => dueEntries(file, at, options));
  }

  /** {@link uncertainEntries} */
  uncertain(options: DueOptions): Entry[] {
    return this.#run((file) => uncertainEntries(file, options));
  }

  /** {@link watchedEntries} */
  watched(options: DueOptions): Entry[] {
    return this.#run((file) => watchedEntries(file, options));
  }

  /** {@link recordLook} */
  recordLook(looks: Iterable<{ readonly id: number; readonly equal: readonly string[] }>, at: number): void {
    this.#run((file) => recordLook(file, looks, at));
  }

  /** {@link seenBefore} */
  seenBefore(ids: readonly number[]): Map<number, Set<string>> {
    return this.#run((file) => seenBefore(file, ids));
  }

  /** {@link linkedEntries} */
  linked(metrics: readonly string[]): Map<string, number> {
    return this.#run((file) => linkedEntries(file, metrics));
  }

  /** {@link lostEntries} */
  lost(ids: readonly number[]): Set<number> {
    return this.#run((file) => lostEntries(file, ids));
  }

  /** {@link findRival} */
  rival(id: number): EntryConflict | undefined {
    return this.#run((file) => findRival(file, id));
  }

  /** {@link foundPresent} */
  present(id: number, metric: string, receipt: Receipt, at: number): boolean {
    return this.#run((file) => foundPresent(file, id, metric, receipt, at));
  }

  /** {@link foundConflict} */
  conflict(id: number, found: EntryConflict, message: string, at: number): boolean {
    return this.#run((file) => foundConflict(file, id, found, message, at));
  }

  /** {@link postponeEntry} */
  postpone(id: number, nextTry: number, message: string): void {
    this.#run((file) => postponeEntry(file, id, nextTry, message));
  }

  /** {@link beginAttempt} */
  begin(id: number, at: number): boolean {
    return this.#run((file) => beginAttempt(file, id, at));
  }

  /** {@link endAttempt} */
  end(id: number, at: number, outcome: AttemptOutcome): void {
    this.#run((file) => endAttempt(file, id, at, outcome));
  }

  /** {@link settlePresent} */
  settlePresent(id: number, metric: string, at: number): void {
    this.#run((file) => settlePresent(file, id, metric, at));
  }

  /** {@link settleAbsent} */
  settleAbsent(id: number, look: LookTime, graceMs: number): Absence {
    return this.#run((file) => settleAbsent(file, id, look, graceMs));
  }

  /** {@link watch} */
  watch(id: number, until: number): void {
    this.#run((file) => watch(file, id, until));
  }

  /** {@link endWatch} */
  endWatch(id: number, at: number): void {
    this.#run((file) => endWatch(file, id, at));
  }

  /** When another push can do more: settle an uncertain entry, or send one that waits. `undefined`: nothing waits. */
  nextRunAt(at: number, graceMs: number): number | undefined {
    const times = this.#run((file) => [nextSettleAt(file, graceMs), nextTryAt(file, at)]);
    const known = times.filter((time) => time !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  #run<T>(work: (file: OutboxFile) => T): T {
    return withStoreProblems(this.#path, () => work(this.#file));
  }
}
