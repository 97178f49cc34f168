import { type Check, RESTORE } from "./mirror-problem.ts";
import { TABLES_WITH_RUNS } from "./tables-with-runs.ts";

/** Rows that say of runs what cannot have been. */
export const HISTORY_CHECKS: readonly Check[] = TABLES_WITH_RUNS.flatMap(
  ({ table, name, canBeGone }): Check[] => {
    const check = (problem: string, from: string, where: string): Check => ({
      law: "history",
      problem: `${table}: ${problem}`,
      cure: RESTORE,
      sql: `SELECT '${table} ' || ${name} FROM ${from} t WHERE ${where}`,
    });
    return [
      check("first seen in a run that is not in the file", table, isNoRun("first_run")),
      check("changed in a run that is not in the file", `${table}_was`, isNoRun("run")),
      check("changed before it was seen", `${table}_was`, "t.run <= t.first_run"),
      ...(canBeGone
        ? [
            check("gone in a run that is not in the file", table, isNoRun("gone_run")),
            check("gone before it was seen", table, "t.gone_run < t.first_run"),
            check(
              "gone before it was seen, or after it had changed",
              `${table}_was`,
              "t.gone_run < t.first_run OR t.gone_run >= t.run",
            ),
          ]
        : []),
    ];
  },
);

function isNoRun(column: string): string {
  return `t.${column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM run WHERE run.id = t.${column})`;
}
