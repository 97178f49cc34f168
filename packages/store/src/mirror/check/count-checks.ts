import { type Check, idText } from "./mirror-problem.ts";

const RECOUNT =
  'sqlite3 FILE "UPDATE metric_path SET metrics = (SELECT count(*) FROM metric WHERE path = key AND gone_run IS NULL)" puts it right';

/** Numbers of metrics that are not those of the rows. */
export const COUNT_CHECKS: readonly Check[] = [
  {
    law: "counts",
    problem: "installations whose number of metrics is not that of their rows",
    cure: RECOUNT,
    sql: `SELECT 'installation ' || installation_id || ': ' || metrics || ' counted, ' || rows || ' there' FROM (
        SELECT p.installation_id, p.metrics,
          (SELECT count(*) FROM metric m WHERE m.path = p.key AND m.gone_run IS NULL) AS rows
        FROM metric_path p)
      WHERE metrics <> rows`,
  },
];

/** Metrics that are shown at two starts; while a run is under way, or after it was killed, there may be some. */
export const REPEATED_CHECK: Check = {
  law: "repeated",
  problem: "metrics that are shown twice",
  cure: "argo-acc pull --full --read-by pages settles which of their starts is the right one",
  sql: `SELECT 'metric ' || ${idText("m")} FROM metric m WHERE m.gone_run IS NULL
    GROUP BY m.path, m.id HAVING count(*) > 1`,
};
