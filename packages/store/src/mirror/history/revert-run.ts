import { AccConfigError } from "@argo-acc/core";

import { inTransaction, type Mirror } from "../mirror.ts";
import { columnsOf, historySince, REMEMBERED_TABLES } from "./remembered.ts";

/**
 * Puts every table back to what it was before the newest run began, and forgets that run: what it changed is as it was,
 * what it took away is there again, what it saw first is not there.
 *
 * @throws AccConfigError if `run` is not the newest run: what later runs did would be lost with it; or if the file did not
 *   keep its past yet when it ran
 */
export function revertRun(mirror: Mirror, run: number): void {
  const { database } = mirror;
  inTransaction(mirror, () => {
    const newest = database.prepare<[], number | null>("SELECT max(id) FROM run").pluck().get();
    if (newest !== run) {
      throw new AccConfigError(
        `run ${run} of ${mirror.path} cannot be taken back: the newest is ${newest ?? "none"}`,
        { cure: "take back the newest run only" },
      );
    }
    if (run <= historySince(database)) {
      throw new AccConfigError(
        `run ${run} of ${mirror.path} cannot be taken back: what was before it is not known`,
        { cure: "run argo-acc pull first: what later runs change can be taken back" },
      );
    }
    // As long as the run is there, the triggers take what follows for its doing, of which they know the past already.
    for (const { table, key } of REMEMBERED_TABLES) {
      const columns = columnsOf(database, table).join(", ");
      const isRemembered = key.map((column) => `w.${column} = ${table}.${column}`).join(" AND ");
      database
        .prepare<[number, number]>(
          `DELETE FROM ${table} WHERE first_run >= ?
             OR EXISTS (SELECT 1 FROM ${table}_was w WHERE ${isRemembered} AND w.run = ?)`,
        )
        .run(run, run);
      database
        .prepare<[number]>(
          `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${table}_was WHERE run = ?`,
        )
        .run(run);
      database.prepare<[number]>(`DELETE FROM ${table}_was WHERE run >= ?`).run(run);
    }
    database.prepare<[number]>("DELETE FROM run WHERE id = ?").run(run);
    database.exec(
      `DELETE FROM suspect;
       UPDATE metric_path SET metrics =
         (SELECT count(*) FROM metric WHERE path = metric_path.key AND gone_run IS NULL)`,
    );
  });
}
