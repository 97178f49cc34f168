import type { RunRecord } from "@argo-acc/store/mirror";

import { formatMinute } from "../cli/words.ts";

/** A run in words: its number, when it ended, and what it lacked. */
export function describeRun(run: RunRecord): string {
  const lacks = incompleteness(run);
  return `run ${run.id}, ${when(run)}${lacks === undefined ? "" : `, ${lacks}`}`;
}

/** What a run lacked, in words; `undefined` if it was complete. */
export function incompleteness({ complete, ended_at, problem }: RunRecord): string | undefined {
  if (ended_at === null) return "not ended: it runs, or was killed";
  if (complete) return undefined;
  return `not complete${problem === null ? "" : `: ${problem}`}`;
}

function when({ started_at, ended_at }: RunRecord): string {
  return ended_at === null ? `begun ${formatMinute(started_at)}` : `ended ${formatMinute(ended_at)}`;
}
