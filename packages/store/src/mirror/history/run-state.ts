import { isLocked } from "../../file/lock.ts";
import type { Mirror } from "../mirror.ts";
import type { RunRecord } from "../runs.ts";

/** What became of a run; `unknown` where nobody can tell whether one that has not ended still runs. */
export type RunState = "ended" | "running" | "killed" | "unknown";

/**
 * Tells what became of a run. One that has not ended was killed if another has begun since, or if nobody has the lock of
 * the file any more. Whoever may not write the lock cannot look at it.
 */
export function runState({ path, database }: Mirror, { id, ended_at }: RunRecord): RunState {
  if (ended_at !== null) return "ended";
  // of the file itself, also where the mirror is shown as it was
  const follows = database.prepare<[number], number>("SELECT 1 FROM main.run WHERE id > ? LIMIT 1");
  if (follows.get(id) !== undefined) return "killed";
  const locked = isLocked(path);
  if (locked === undefined) return "unknown";
  if (locked) return "running";
  // It may have ended between the reading of its record and the look at the lock.
  const open = database.prepare<[number], number>("SELECT 1 FROM main.run WHERE id = ? AND ended_ms IS NULL");
  return open.get(id) === undefined ? "running" : "killed";
}
