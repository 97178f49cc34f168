import { FILE_INFO_SQL } from "../../file/bind-service.ts";
import type { Migration } from "../../file/migrate.ts";

/** Times are milliseconds since the epoch. A `fingerprint` stands for everything of a fact but its value. */
export const first: Migration = {
  name: "entries, their batches, attempts and what was upstream before them",
  sql: `
${FILE_INFO_SQL}
CREATE TABLE batch (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  source   TEXT,
  added_at INTEGER NOT NULL
) STRICT;

CREATE TABLE entry (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  batch_id             INTEGER NOT NULL REFERENCES batch (id),
  source               TEXT,
  line                 INTEGER,
  fingerprint          BLOB NOT NULL,
  installation_id      TEXT NOT NULL,
  metric_definition_id TEXT NOT NULL,
  time_period_start    INTEGER NOT NULL,
  time_period_end      INTEGER NOT NULL,
  value                REAL NOT NULL,
  group_id             TEXT,
  user_id              TEXT,
  allow_duplicate      INTEGER NOT NULL,
  state                TEXT NOT NULL CHECK (state IN
    ('pending', 'sending', 'uncertain', 'done', 'rejected', 'conflict', 'dropped')),
  voided               INTEGER NOT NULL DEFAULT 0,
  changed_at           INTEGER NOT NULL,
  next_try_at          INTEGER,
  looked_at            INTEGER,
  absent_at            INTEGER,
  server_errors        INTEGER NOT NULL DEFAULT 0,
  watch_until          INTEGER,
  metric_id            TEXT,
  receipt              TEXT,
  message              TEXT,
  conflict_value       REAL,
  conflict_metric_id   TEXT,
  conflict_entry_id    INTEGER,
  CHECK (time_period_start < time_period_end),
  CHECK (state <> 'done' OR (metric_id IS NOT NULL AND receipt IS NOT NULL)),
  CHECK (voided = 0 OR state = 'done')
) STRICT;
CREATE INDEX entry_by_fingerprint ON entry (fingerprint, value);
CREATE INDEX entry_by_state ON entry (state, id);
CREATE UNIQUE INDEX entry_by_metric ON entry (metric_id) WHERE metric_id IS NOT NULL;
CREATE INDEX entry_watched ON entry (watch_until) WHERE watch_until IS NOT NULL;

CREATE TABLE attempt (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  entry_id   INTEGER NOT NULL REFERENCES entry (id),
  started_at INTEGER NOT NULL,
  ended_at   INTEGER,
  outcome    TEXT CHECK (outcome IN ('done', 'pending', 'rejected', 'uncertain')),
  status     INTEGER,
  message    TEXT,
  settled    TEXT CHECK (settled IN ('present', 'absent')),
  settled_at INTEGER
) STRICT;
CREATE INDEX attempt_by_entry ON attempt (entry_id, id);

CREATE TABLE seen_equal (
  entry_id  INTEGER NOT NULL REFERENCES entry (id),
  metric_id TEXT NOT NULL,
  PRIMARY KEY (entry_id, metric_id)
) STRICT, WITHOUT ROWID;
`,
};
