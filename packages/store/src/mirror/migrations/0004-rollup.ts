import type { Migration } from "../../file/migrate.ts";

const MS_OF_YEAR_1 = "-62135596800000";
const MS_OF_YEAR_10000 = "253402300800000";

/** SQL for the month in which the period of a metric starts: `2024-01`. SQLite knows the years 1 to 9999. */
const MONTH = `CASE WHEN m.start_ms >= ${MS_OF_YEAR_1} AND m.start_ms < ${MS_OF_YEAR_10000}
      THEN strftime('%Y-%m', (m.start_ms - (m.start_ms % 1000 + 1000) % 1000) / 1000, 'unixepoch')
      ELSE substr(json_extract(m.extra, '$.time_period_start'), 1,
        instr(substr(json_extract(m.extra, '$.time_period_start'), 2), '-') + 3) END`;

/** SQL for the end of a metric in milliseconds, rounded up: six digits or more after the point are below one. */
export const END_ROUNDED_UP = `(m.end_ms + (m.extra IS NOT NULL
      AND coalesce(json_extract(m.extra, '$.time_period_end') GLOB '*.??????*Z', 0)))`;

/** SQL for the columns of `month_usage` that add metrics up; the order of their names is that of the table. */
export const SUMS = `total(m.value) AS total, total(abs(m.value)) AS magnitude, count(*) AS count,
    total(m.special = 1) AS nan, total(m.special = 2) AS plus, total(m.special = 3) AS minus`;

/**
 * SQL for the rows of `month_usage` as the metrics are now. A view and the table itself are made of it, so that both
 * add the same numbers in the same order: that of the key of `metric`, since the sorting of groups is stable.
 *
 * @param where a condition on `m.path`
 */
export function monthSums(where: string): string {
  return `SELECT m.path AS path, min(m.context) AS context, ${MONTH} AS month, max(c.project) AS project,
    ${SUMS},
    min(m.start_ms) AS first_start, max(m.start_ms) AS last_start, max(${END_ROUNDED_UP}) AS last_end
  FROM metric m JOIN metric_context c ON c.key = m.context
  WHERE m.gone_run IS NULL AND ${where}
  GROUP BY m.path, c.metric_definition_id, c.metric_name, c.unit_type, 3`;
}

const STALE = "UPDATE metric_path SET stale = 1 WHERE stale = 0 AND key =";

const SHOWN = `p.project_id, p.provider_id AS provider, p.installation_id, u.context, u.month, u.project,
    u.total, u.count, u.nan, u.plus, u.minus`;

/**
 * The sums of each path by definition, name, unit and month of start, kept until its metrics change. Whatever writes
 * metrics makes their path stale in the same transaction; of stale paths the view reads the metrics.
 */
export const rollup: Migration = {
  name: "rollup",
  sql: `
ALTER TABLE metric_path ADD COLUMN stale INTEGER NOT NULL DEFAULT 1;

-- Earlier versions lost count of a metric that moved twice during one reading.
UPDATE metric_path SET metrics = (SELECT count(*) FROM metric WHERE path = key AND gone_run IS NULL);

-- context: the first of those with the same definition, name and unit. nan, plus, minus: values that are not finite.
-- Times are milliseconds, last_end rounded up.
CREATE TABLE month_usage (
  path        INTEGER NOT NULL,
  context     INTEGER NOT NULL,
  month       TEXT NOT NULL,
  project     TEXT,
  total       REAL,
  magnitude   REAL NOT NULL,
  count       INTEGER NOT NULL,
  nan         INTEGER NOT NULL,
  plus        INTEGER NOT NULL,
  minus       INTEGER NOT NULL,
  first_start INTEGER NOT NULL,
  last_start  INTEGER NOT NULL,
  last_end    INTEGER NOT NULL,
  PRIMARY KEY (path, context, month)
) STRICT, WITHOUT ROWID;

-- Whoever adds metrics counts them here in the same transaction; a trigger on the metrics would cost a tenth of a pull.
CREATE TRIGGER metric_path_counted AFTER UPDATE OF metrics ON metric_path WHEN NEW.stale = 0
BEGIN ${STALE} NEW.key; END;
CREATE TRIGGER metric_updated AFTER UPDATE ON metric
BEGIN ${STALE} OLD.path; END;
CREATE TRIGGER metric_deleted AFTER DELETE ON metric
BEGIN ${STALE} OLD.path; END;

DROP VIEW usage_by_month;
CREATE VIEW usage_by_month AS
SELECT s.month, s.project_id, coalesce(pr.acronym, s.project) AS project, s.provider, s.installation_id,
  i.installation, c.metric_definition_id, c.metric_name,
  CASE
    WHEN nan > 0 OR (plus > 0 AND minus > 0) THEN 'NaN'
    WHEN plus > 0 OR total > 1.7976931348623157e308 THEN 'Infinity'
    WHEN minus > 0 OR total < -1.7976931348623157e308 THEN '-Infinity'
    ELSE coalesce(total, 'NaN')
  END AS total,
  c.unit_type, s.count
FROM (
  SELECT ${SHOWN} FROM metric_path p CROSS JOIN month_usage u ON u.path = p.key WHERE p.stale = 0
  UNION ALL
  SELECT ${SHOWN} FROM (${monthSums("m.path IN (SELECT key FROM metric_path WHERE stale <> 0)")}) u
  JOIN metric_path p ON p.key = u.path
) s
JOIN (SELECT key, metric_definition_id, metric_name, unit_type FROM metric_context) c ON c.key = s.context
LEFT JOIN project pr ON pr.id = s.project_id
LEFT JOIN (SELECT id, installation FROM installation) i ON i.id = s.installation_id;
`,
};
