import { FILE_INFO_SQL } from "../../file/bind-service.ts";
import type { Migration } from "../../file/migrate.ts";

/** The tables. They are ours and may change with any version; people and programs read the views. */
export const tables: Migration = {
  name: "tables",
  sql: `
${FILE_INFO_SQL}

CREATE TABLE run (
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  ended_ms   INTEGER,
  complete   INTEGER NOT NULL DEFAULT 0,
  requests   INTEGER NOT NULL DEFAULT 0,
  added      INTEGER NOT NULL DEFAULT 0,
  changed    INTEGER NOT NULL DEFAULT 0,
  gone       INTEGER NOT NULL DEFAULT 0,
  unchanged  INTEGER NOT NULL DEFAULT 0,
  problem    TEXT
) STRICT;

CREATE TABLE grant_state (
  key             TEXT PRIMARY KEY,
  kind            TEXT NOT NULL,
  project_id      TEXT,
  provider_id     TEXT,
  installation_id TEXT,
  first_run       INTEGER NOT NULL,
  state           TEXT NOT NULL,
  why             TEXT,
  count           INTEGER,
  read_ms         INTEGER,
  agreed_ms       INTEGER,
  frozen_ms       INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE project (
  id              TEXT PRIMARY KEY,
  acronym         TEXT,
  title           TEXT,
  start_date      TEXT,
  end_date        TEXT,
  call_identifier TEXT,
  item            TEXT NOT NULL,
  extra           TEXT,
  first_run       INTEGER NOT NULL,
  gone_run        INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE provider (
  id           TEXT PRIMARY KEY,
  name         TEXT,
  website      TEXT,
  abbreviation TEXT,
  logo         TEXT,
  external_id  TEXT,
  creator_id   TEXT,
  item         TEXT NOT NULL,
  extra        TEXT,
  first_run    INTEGER NOT NULL,
  gone_run     INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE installation (
  id             TEXT PRIMARY KEY,
  project        TEXT NOT NULL,
  organisation   TEXT NOT NULL,
  infrastructure TEXT,
  installation   TEXT NOT NULL,
  resource       TEXT,
  external_id    TEXT,
  unit_of_access TEXT,
  capacities     TEXT,
  item           TEXT NOT NULL,
  extra          TEXT,
  first_run      INTEGER NOT NULL,
  gone_run       INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE metric_definition (
  metric_definition_id TEXT PRIMARY KEY,
  metric_name          TEXT NOT NULL,
  metric_description   TEXT,
  unit_type            TEXT NOT NULL,
  metric_type          TEXT NOT NULL,
  creator_id           TEXT,
  item                 TEXT NOT NULL,
  extra                TEXT,
  first_run            INTEGER NOT NULL,
  gone_run             INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE capacity (
  id                   TEXT PRIMARY KEY,
  installation_id      TEXT NOT NULL,
  metric_definition_id TEXT NOT NULL,
  value                REAL,
  registered_on        TEXT NOT NULL,
  item                 TEXT NOT NULL,
  extra                TEXT,
  first_run            INTEGER NOT NULL,
  gone_run             INTEGER
) STRICT, WITHOUT ROWID;

-- One row per path under which metrics were found, with the number of metrics the mirror shows for it.
CREATE TABLE metric_path (
  key             INTEGER PRIMARY KEY,
  project_id      TEXT NOT NULL,
  provider_id     TEXT NOT NULL,
  installation_id TEXT NOT NULL,
  path            TEXT NOT NULL,
  metrics         INTEGER NOT NULL DEFAULT 0,
  UNIQUE (project_id, provider_id, installation_id)
) STRICT;
CREATE INDEX metric_path_path ON metric_path (path);

-- What metrics written at the same time have in common: names, resource and definition as they were then.
CREATE TABLE metric_context (
  key                  INTEGER PRIMARY KEY,
  item                 TEXT NOT NULL UNIQUE,
  project              TEXT,
  resource             TEXT,
  metric_definition_id TEXT NOT NULL,
  metric_name          TEXT NOT NULL,
  metric_description   TEXT,
  unit_type            TEXT NOT NULL,
  metric_type          TEXT NOT NULL,
  creator_id           TEXT,
  extra                TEXT
) STRICT;

-- Groups and users, each text once.
CREATE TABLE metric_label (
  key  INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

-- The installation comes first in the key: ids rise in the order of creation, all installations mixed.
CREATE TABLE metric (
  path        INTEGER NOT NULL,
  start_ms    INTEGER NOT NULL,
  id          ANY NOT NULL,
  end_ms      INTEGER NOT NULL,
  value       REAL,
  special     INTEGER,
  context     INTEGER NOT NULL,
  group_label INTEGER,
  user_label  INTEGER,
  first_run   INTEGER NOT NULL,
  gone_run    INTEGER,
  extra       TEXT,
  PRIMARY KEY (path, start_ms, id)
) STRICT, WITHOUT ROWID;

-- Metrics that the readings of the current run lacked, and in how many readings.
CREATE TABLE suspect (
  path     INTEGER NOT NULL,
  start_ms INTEGER NOT NULL,
  id       ANY NOT NULL,
  run      INTEGER NOT NULL,
  misses   INTEGER NOT NULL,
  PRIMARY KEY (path, start_ms, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX suspect_id ON suspect (path, id);
`,
};
