import type { Migration } from "../../file/migrate.ts";

/** A table whose rows are remembered as they were before each run that changed them. */
interface Remembered {
  readonly table: string;
  /** What identifies a row, with types. */
  readonly key: readonly string[];
  /** The other columns, with types. */
  readonly columns: readonly string[];
}

const RUNS = ["first_run INTEGER NOT NULL", "gone_run INTEGER"];
const ENTITY = ["item TEXT NOT NULL", "extra TEXT", ...RUNS];

const REMEMBERED: readonly Remembered[] = [
  {
    table: "grant_state",
    key: ["key TEXT NOT NULL"],
    columns: [
      "kind TEXT NOT NULL",
      "project_id TEXT",
      "provider_id TEXT",
      "installation_id TEXT",
      "first_run INTEGER NOT NULL",
      "state TEXT NOT NULL",
      "why TEXT",
      "count INTEGER",
      "read_ms INTEGER",
      "agreed_ms INTEGER",
      "frozen_ms INTEGER",
    ],
  },
  {
    table: "project",
    key: ["id TEXT NOT NULL"],
    columns: [
      "acronym TEXT",
      "title TEXT",
      "start_date TEXT",
      "end_date TEXT",
      "call_identifier TEXT",
      ...ENTITY,
    ],
  },
  {
    table: "provider",
    key: ["id TEXT NOT NULL"],
    columns: [
      "name TEXT",
      "website TEXT",
      "abbreviation TEXT",
      "logo TEXT",
      "external_id TEXT",
      "creator_id TEXT",
      ...ENTITY,
    ],
  },
  {
    table: "installation",
    key: ["id TEXT NOT NULL"],
    columns: [
      "project TEXT NOT NULL",
      "organisation TEXT NOT NULL",
      "infrastructure TEXT",
      "installation TEXT NOT NULL",
      "resource TEXT",
      "external_id TEXT",
      "unit_of_access TEXT",
      "capacities TEXT",
      ...ENTITY,
    ],
  },
  {
    table: "metric_definition",
    key: ["metric_definition_id TEXT NOT NULL"],
    columns: [
      "metric_name TEXT NOT NULL",
      "metric_description TEXT",
      "unit_type TEXT NOT NULL",
      "metric_type TEXT NOT NULL",
      "creator_id TEXT",
      ...ENTITY,
    ],
  },
  {
    table: "unit_type",
    key: ["id TEXT NOT NULL"],
    columns: ["unit_type TEXT NOT NULL", "description TEXT", "creator_id TEXT", ...ENTITY],
  },
  {
    table: "metric_type",
    key: ["id TEXT NOT NULL"],
    columns: ["metric_type TEXT NOT NULL", "description TEXT", "creator_id TEXT", ...ENTITY],
  },
  {
    table: "capacity",
    key: ["id TEXT NOT NULL"],
    columns: [
      "installation_id TEXT NOT NULL",
      "metric_definition_id TEXT NOT NULL",
      "value REAL",
      "registered_on TEXT NOT NULL",
      ...ENTITY,
    ],
  },
  {
    // The id before the start: what a metric was is looked for by its id, wherever its period starts now.
    table: "metric",
    key: ["path INTEGER NOT NULL", "id ANY NOT NULL", "start_ms INTEGER NOT NULL"],
    columns: [
      "end_ms INTEGER NOT NULL",
      "value REAL",
      "special INTEGER",
      "context INTEGER NOT NULL",
      "group_label INTEGER",
      "user_label INTEGER",
      ...RUNS,
      "extra TEXT",
    ],
  },
];

/** The newest run: the one that is writing. */
const NOW = "(SELECT max(id) FROM run)";

function nameOf(column: string): string {
  return column.slice(0, column.indexOf(" "));
}

/**
 * SQL for what a table's rows were, and the triggers that keep it. A row that was first seen in the run that changes it
 * has no past, and the first change of a run is the one that counts. `NOT EXISTS` says that, and no `OR IGNORE`: inside
 * a trigger the conflict clause of the outer statement would win.
 */
function remember({ table, key, columns }: Remembered): string {
  const names = [...key, ...columns].map(nameOf);
  const isKnown = key.map((column) => `${nameOf(column)} = OLD.${nameOf(column)}`).join(" AND ");
  const keep = `INSERT INTO ${table}_was (run, ${names.join(", ")})
    SELECT ${NOW}, ${names.map((name) => `OLD.${name}`).join(", ")}
    WHERE NOT EXISTS (SELECT 1 FROM ${table}_was WHERE ${isKnown} AND run = ${NOW});`;
  const columnLines = [...key, "run INTEGER NOT NULL", ...columns].map((column) => `  ${column},`);
  return `
CREATE TABLE ${table}_was (
${columnLines.join("\n")}
  PRIMARY KEY (${[...key.map(nameOf), "run"].join(", ")})
) STRICT, WITHOUT ROWID;

CREATE TRIGGER ${table}_changed AFTER UPDATE ON ${table} WHEN OLD.first_run < ${NOW} BEGIN
  ${keep}
END;

CREATE TRIGGER ${table}_removed AFTER DELETE ON ${table} WHEN OLD.first_run < ${NOW} BEGIN
  ${keep}
END;
`;
}

/** Unit types and metric types; and for each table that has a past, what its rows were before they were changed. */
export const history: Migration = {
  name: "history",
  sql: `
CREATE TABLE unit_type (
  id          TEXT PRIMARY KEY,
  unit_type   TEXT NOT NULL,
  description TEXT,
  creator_id  TEXT,
  item        TEXT NOT NULL,
  extra       TEXT,
  first_run   INTEGER NOT NULL,
  gone_run    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE metric_type (
  id          TEXT PRIMARY KEY,
  metric_type TEXT NOT NULL,
  description TEXT,
  creator_id  TEXT,
  item        TEXT NOT NULL,
  extra       TEXT,
  first_run   INTEGER NOT NULL,
  gone_run    INTEGER
) STRICT, WITHOUT ROWID;

CREATE VIEW unit_types AS
SELECT id, unit_type, description, creator_id, extra FROM unit_type WHERE gone_run IS NULL;

CREATE VIEW metric_types AS
SELECT id, metric_type, description, creator_id, extra FROM metric_type WHERE gone_run IS NULL;
${REMEMBERED.map(remember).join("")}
-- What rows were before is not known of the runs until now.
INSERT INTO file_info (key, value) SELECT 'history_since', coalesce(max(id), 0) FROM run;
`,
};
