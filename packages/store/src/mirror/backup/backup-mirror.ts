import { statSync } from "node:fs";

import Database from "better-sqlite3";

import { schemaVersion } from "../../file/migrate.ts";
import { withStoreProblems } from "../../file/sqlite-problem.ts";
import { AccStoreError } from "../../file/store-error.ts";
import { revertRun } from "../history/revert-run.ts";
import { runState } from "../history/run-state.ts";
import { MIRROR, Mirror } from "../mirror.ts";
import { countGrantRows } from "../grant-rows.ts";
import { lastRun, type RunRecord } from "../runs.ts";
import { refreshRollup } from "../usage/refresh-rollup.ts";
import { checkTarget } from "./check-target.ts";
import { copySnapshot, type CopyProgress } from "./copy-snapshot.ts";
import { newFileInPlaceOf } from "./new-file.ts";

/** Options of {@link backupMirror}. */
export interface BackupOptions {
  /** Let the group read it too: mode 0640 instead of 0600. Default `false`. */
  readonly share?: boolean | undefined;
  /** Ends the backup; its reason is thrown, and nothing is left of it. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CopyProgress) => void) | undefined;
}

/** What a backup is. */
export interface BackupResult {
  /** The file, as an absolute path without links. */
  readonly path: string;
  readonly bytes: number;
  readonly metrics: number;
  /** The newest run in it: the backup is the mirror as it was at the end of this run. */
  readonly run: RunRecord;
  /** The run that was under way, of which the backup has nothing; `null` if there was none. */
  readonly left_out: number | null;
  /** The format of the mirror and of the backup, if it is older than this version's; otherwise `null`. */
  readonly older_format: number | null;
}

/**
 * Copies a mirror into one file that opens by itself, while pulls and queries go on.
 *
 * The copy is the mirror as it was when a run had ended. What a run has stored that is under way is not in it. A run
 * that was killed, and that no other followed, has ended with what it had stored, which is right as far as it goes.
 * A mirror of an older format is copied as it is, except while a run is under way.
 *
 * The file needs no other beside it, and can be read where nothing can be written. It takes its name once the disk has
 * all of it; until then an older backup of that name is as it was.
 *
 * @param target the file. One that is there is replaced if it is empty or another mirror of the same service
 * @param mirror the mirror; `openMirror` with `readonly` and `anyOlder` opens one of an older format too
 * @throws AccStoreError if the target is something else or in use, or cannot be written; if the mirror holds nothing yet,
 *   or is of an older format and a run is under way
 * @throws AccConfigError if the target is the mirror itself
 */
export async function backupMirror(
  mirror: Mirror,
  target: string,
  { share = false, signal, onProgress }: BackupOptions = {},
): Promise<BackupResult> {
  signal?.throwIfAborted();
  const path = checkTarget(mirror, target);
  const killed = killedRun(mirror);
  using file = newFileInPlaceOf(path, share ? 0o640 : 0o600);
  await copySnapshot(mirror.path, file.path, { named: path, signal, onProgress });
  const settled = withStoreProblems(path, () => settle(mirror, { file: file.path, named: path }, killed));
  signal?.throwIfAborted();
  file.putInPlace();
  return { path, bytes: statSync(path).size, ...settled };
}

/** The newest run if it was killed: what it stored is all there will be. Where there is no telling, it may still run. */
function killedRun(mirror: Mirror): number | undefined {
  const newest = lastRun(mirror);
  return newest !== undefined && runState(mirror, newest) === "killed" ? newest.id : undefined;
}

/** Makes one plain file of the copy, at the edge of a run. */
function settle(
  { path, endpoint }: Mirror,
  { file, named }: { readonly file: string; readonly named: string },
  killed: number | undefined,
): Pick<BackupResult, "metrics" | "run" | "left_out" | "older_format"> {
  using database = closing(new Database(file, { fileMustExist: true }));
  database.pragma("journal_mode = DELETE"); // no other file beside it
  database.pragma("synchronous = OFF"); // it is brought to the disk as a whole, at the end
  const copy = new Mirror(named, endpoint, database);
  const format = schemaVersion(database);
  const isOlder = format < MIRROR.migrations.length;
  const newest = lastRun(copy);
  const isUnderWay = newest !== undefined && newest.ended_at === null && newest.id !== killed;
  if (isUnderWay && isOlder) throw cannotLeaveOut(newest.id, path, format);
  if (isUnderWay) {
    revertRun(copy, newest.id);
    refreshRollup(copy);
  }
  const run = lastRun(copy);
  if (run === undefined) {
    throw new AccStoreError("missing", path, `there is nothing in ${path} to back up: no run has ended yet`, {
      cure: isUnderWay ? "wait until the first pull has ended" : "fill it with argo-acc pull",
    });
  }
  const metrics = countGrantRows(copy, { kind: "system" });
  return { metrics, run, left_out: isUnderWay ? newest.id : null, older_format: isOlder ? format : null };
}

function cannotLeaveOut(run: number, path: string, format: number): AccStoreError {
  const words = `run ${run} of ${path} has not ended, and cannot be left out of a copy of an older format (${format})`;
  return new AccStoreError("locked", path, words, {
    retryable: true,
    cure: "wait until it has ended and run the same command again",
  });
}

function closing(database: Database.Database): Database.Database & Disposable {
  return Object.assign(database, { [Symbol.dispose]: () => void database.close() });
}
