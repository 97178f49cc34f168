import { type Mirror, type RunRecord, runState, type RunState } from "@argo-acc/store/mirror";

import { formatMinute } from "../cli/words.ts";

/** What became of a run that has not ended, in words. */
const NOT_ENDED: Readonly<Record<Exclude<RunState, "ended">, string>> = {
  running: "still running",
  killed: "killed before it ended",
  unknown: "not ended: it runs, or was killed",
};

/** A run in words: its number, when it ended, and what it lacked. */
export function describeRun(mirror: Mirror, run: RunRecord): string {
  const lacks = incompleteness(mirror, run);
  return `run ${run.id}, ${when(run)}${lacks === undefined ? "" : `, ${lacks}`}`;
}

/** What a run lacked, in words; `undefined` if it was complete. */
export function incompleteness(mirror: Mirror, run: RunRecord): string | undefined {
  const state = runState(mirror, run);
  if (state !== "ended") return NOT_ENDED[state];
  if (run.complete) return undefined;
  return `not complete${run.problem === null ? "" : `: ${run.problem}`}`;
}

function when({ started_at, ended_at }: RunRecord): string {
  return ended_at === null ? `begun ${formatMinute(started_at)}` : `ended ${formatMinute(ended_at)}`;
}
