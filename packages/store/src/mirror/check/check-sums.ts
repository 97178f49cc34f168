import { monthSums } from "../migrations/0004-rollup.ts";
import type { Mirror } from "../mirror.ts";
import type { MirrorProblem } from "./mirror-problem.ts";

/** Compares the sums that are kept by month with those of the rows, path by path: those that are said to be up to date. */
export function checkSums({ database }: Mirror, sample: number): MirrorProblem[] {
  const paths = database
    .prepare<[], { key: number; installation_id: string }>(
      "SELECT key, installation_id FROM metric_path WHERE stale = 0 ORDER BY path",
    )
    .all();
  const order = "ORDER BY path, context, month";
  const kept = database.prepare<[number]>(
    `SELECT path, context, month, project, total, magnitude, count, nan, plus, minus, first_start, last_start, last_end
     FROM month_usage WHERE path = ? ${order}`,
  );
  const computed = database.prepare<[number]>(`SELECT * FROM (${monthSums("m.path = ?")}) ${order}`);
  // bound to text: a sum may be infinite
  const lines = (statement: typeof kept, key: number) =>
    statement
      .raw()
      .all(key)
      .map((row) => (Array.isArray(row) ? row.map(String).join("\t") : ""))
      .join("\n");
  const wrong = paths.filter(({ key }) => lines(kept, key) !== lines(computed, key));
  if (wrong.length === 0) return [];
  return [
    {
      law: "sums",
      damage: false,
      count: wrong.length,
      problem: "installations whose sums by month are not those of their rows",
      examples: wrong.slice(0, sample).map(({ installation_id }) => `installation ${installation_id}`),
      cure: 'sqlite3 FILE "UPDATE metric_path SET stale = 1" has them added up anew; argo-acc pull keeps them then',
    },
  ];
}
