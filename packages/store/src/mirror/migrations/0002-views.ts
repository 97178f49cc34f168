import type { Migration } from "../../file/migrate.ts";

const MS_OF_YEAR_1 = "-62135596800000";
const MS_OF_YEAR_10000 = "253402300800000";

/** SQL for the instant in a column of milliseconds, printed as the service does: a fraction only when not zero. */
function instant(ms: string): string {
  const fraction = `((${ms} % 1000 + 1000) % 1000)`;
  const seconds = `((${ms} - ${fraction}) / 1000)`;
  return (
    `strftime('%Y-%m-%dT%H:%M:%S', ${seconds}, 'unixepoch')` +
    ` || CASE ${fraction} WHEN 0 THEN 'Z' ELSE printf('.%03dZ', ${fraction}) END`
  );
}

/** SQL for an instant of a metric. SQLite knows the years 1 to 9999; any other is written out in `extra`. */
function metricInstant(ms: string, field: string): string {
  return `CASE WHEN m.extra IS NULL THEN ${instant(ms)}
    ELSE coalesce(json_extract(m.extra, '$.${field}'),
      CASE WHEN ${ms} >= ${MS_OF_YEAR_1} AND ${ms} < ${MS_OF_YEAR_10000} THEN ${instant(ms)} END) END`;
}

/** SQL for a month, `2024-01`, from the text of an instant. */
function month(text: string): string {
  return `substr(${text}, 1, instr(substr(${text}, 2), '-') + 3)`;
}

/** The views: the public schema of the file. They use nothing newer than SQLite 3.40, and no function of ours. */
export const views: Migration = {
  name: "views",
  sql: `
CREATE VIEW projects AS
SELECT id, acronym, title, start_date, end_date, call_identifier,
  json_extract(item, '$.providers') AS providers, extra
FROM project WHERE gone_run IS NULL;

CREATE VIEW providers AS
SELECT id, name, abbreviation, website, logo, external_id, creator_id, extra
FROM provider WHERE gone_run IS NULL;

CREATE VIEW installations AS
SELECT id, installation, project, organisation, infrastructure, resource, external_id,
  unit_of_access, capacities, extra
FROM installation WHERE gone_run IS NULL;

CREATE VIEW metric_definitions AS
SELECT metric_definition_id, metric_name, unit_type, metric_type, metric_description, creator_id, extra
FROM metric_definition WHERE gone_run IS NULL;

CREATE VIEW capacities AS
SELECT c.id, c.installation_id, i.installation, c.metric_definition_id, d.metric_name, c.value, d.unit_type,
  c.registered_on, c.extra
FROM capacity c
LEFT JOIN installation i ON i.id = c.installation_id
LEFT JOIN metric_definition d ON d.metric_definition_id = c.metric_definition_id
WHERE c.gone_run IS NULL;

CREATE VIEW metrics AS
SELECT
  CASE typeof(m.id) WHEN 'blob' THEN lower(hex(m.id)) ELSE m.id END AS id,
  ${metricInstant("m.start_ms", "time_period_start")} AS time_period_start,
  ${metricInstant("m.end_ms", "time_period_end")} AS time_period_end,
  c.metric_name,
  CASE WHEN m.special IS NULL THEN m.value ELSE
    CASE m.special WHEN 1 THEN 'NaN' WHEN 2 THEN 'Infinity' WHEN 3 THEN '-Infinity' ELSE -1.0 * 0.0 END
  END AS value,
  c.unit_type,
  i.installation,
  c.project,
  g.text AS group_id,
  u.text AS user_id,
  c.resource,
  p.project_id,
  p.provider_id AS provider,
  p.installation_id,
  c.metric_definition_id,
  c.metric_type,
  c.metric_description,
  c.creator_id,
  CASE WHEN c.extra IS NULL THEN m.extra WHEN m.extra IS NULL THEN c.extra
    ELSE substr(m.extra, 1, length(m.extra) - 1) || ',' || substr(c.extra, 2) END AS extra
FROM metric m
JOIN metric_path p ON p.key = m.path
JOIN metric_context c ON c.key = m.context
LEFT JOIN installation i ON i.id = p.installation_id
LEFT JOIN metric_label g ON g.key = m.group_label
LEFT JOIN metric_label u ON u.key = m.user_label
WHERE m.gone_run IS NULL;

CREATE VIEW usage_by_month AS
SELECT month, p.project_id, coalesce(pr.acronym, s.project) AS project, p.provider, p.installation_id, i.installation,
  metric_definition_id, metric_name,
  CASE
    WHEN nan > 0 OR (plus > 0 AND minus > 0) THEN 'NaN'
    WHEN plus > 0 OR total > 1.7976931348623157e308 THEN 'Infinity'
    WHEN minus > 0 OR total < -1.7976931348623157e308 THEN '-Infinity'
    ELSE coalesce(total, 'NaN')
  END AS total,
  unit_type, count
FROM (
  SELECT ${month("t.starts")} AS month, t.path, t.metric_definition_id,
    t.metric_name, t.unit_type, max(t.project) AS project,
    total(t.value) AS total, count(*) AS count,
    total(t.special = 1) AS nan, total(t.special = 2) AS plus, total(t.special = 3) AS minus
  FROM (
    SELECT m.path, m.value, m.special, c.metric_definition_id, c.metric_name, c.unit_type, c.project,
      ${metricInstant("m.start_ms", "time_period_start")} AS starts
    FROM metric m JOIN metric_context c ON c.key = m.context
    WHERE m.gone_run IS NULL
  ) t
  GROUP BY t.path, t.metric_definition_id, t.metric_name, t.unit_type, 1
) s
JOIN (SELECT key, project_id, provider_id AS provider, installation_id FROM metric_path) p ON p.key = s.path
LEFT JOIN project pr ON pr.id = p.project_id
LEFT JOIN (SELECT id, installation FROM installation) i ON i.id = p.installation_id;

CREATE VIEW runs AS
SELECT id, kind, ${instant("started_ms")} AS started_at, ${instant("ended_ms")} AS ended_at, complete,
  requests, added, changed, gone, unchanged, problem
FROM run;
`,
};
