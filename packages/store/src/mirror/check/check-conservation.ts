import { historySince } from "../history/remembered.ts";
import type { Mirror } from "../mirror.ts";
import { type MirrorProblem, RESTORE } from "./mirror-problem.ts";

/** Later than every run. */
const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * SQL for the spans of runs at whose ends a metric was shown: from `since` on, until before `until`. A row that is
 * remembered was so from the change before on until the run that changed it.
 */
const SPANS = `SELECT max(first_run, since) AS since, min(coalesce(gone_run, ${NEVER}), until) AS until FROM (
    SELECT m.first_run, m.gone_run, ${NEVER} AS until, coalesce((SELECT max(w.run) FROM metric_was w
      WHERE w.path = m.path AND w.id = m.id AND w.start_ms = m.start_ms), 0) AS since
    FROM metric m
    UNION ALL
    SELECT w.first_run, w.gone_run, w.run, coalesce((SELECT max(e.run) FROM metric_was e
      WHERE e.path = w.path AND e.id = w.id AND e.start_ms = w.start_ms AND e.run < w.run), 0)
    FROM metric_was w
  )`;

interface RunFigures {
  readonly id: number;
  readonly ended_ms: number | null;
  readonly complete: number;
  readonly added: number;
  readonly changed: number;
  readonly gone: number;
}

/**
 * What all runs up to one added, less what they found gone, is what the mirror showed at its end; a metric that came back
 * counts as added, one that moved as changed. A run that did not come to its end may have added a metric where it moved to,
 * which a later one settled as changed: after such a run more may have been added than is there, by no more than was changed.
 */
export function checkConservation({ database }: Mirror, sample: number): MirrorProblem[] {
  const shifts = database
    .prepare<[], { run: number; shift: number }>(
      `WITH span AS MATERIALIZED (SELECT since, until, count(*) AS rows FROM (${SPANS}) WHERE since < until GROUP BY since, until)
       SELECT since AS run, sum(rows) AS shift FROM span GROUP BY since
       UNION ALL SELECT until, -sum(rows) FROM span WHERE until < ${NEVER} GROUP BY until`,
    )
    .all();
  const shiftOf = new Map<number, number>();
  for (const { run, shift } of shifts) shiftOf.set(run, (shiftOf.get(run) ?? 0) + shift);
  const runs = database
    .prepare<[], RunFigures>("SELECT id, ended_ms, complete, added, changed, gone FROM run ORDER BY id")
    .all();
  const since = historySince(database);
  const wrong: string[] = [];
  let [shown, told, changed, isSettled] = [0, 0, 0, true];
  for (const run of runs) {
    shown += shiftOf.get(run.id) ?? 0;
    told += run.added - run.gone;
    changed += run.changed;
    isSettled &&= run.complete === 1;
    const excess = told - shown;
    const isRight = isSettled ? excess === 0 : excess >= 0 && excess <= changed + run.added;
    if (run.id >= since && run.ended_ms !== null && !isRight) {
      wrong.push(`run ${run.id}: ${shown} metrics at its end, ${told} added and not gone until then`);
    }
  }
  if (wrong.length === 0) return [];
  return [
    {
      law: "conservation",
      damage: false,
      count: wrong.length,
      problem: "runs at whose end more or fewer metrics were there than all of them added",
      examples: wrong.slice(0, sample),
      cure: `argo-acc verify tells whether the present is right; for the past: ${RESTORE}`,
    },
  ];
}
