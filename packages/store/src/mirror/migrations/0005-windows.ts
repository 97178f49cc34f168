import type { Migration } from "../../file/migrate.ts";

/**
 * The windows that each grant was read in last: the plan of its next reading, and the digests that spare the unchanged
 * ones. A digest says that the rows the mirror shows of the grant in the window are exactly those of one answer; whoever
 * changes what is shown takes the digests away in the same transaction. So does a migration that changes what is kept
 * of a metric.
 */
export const windows: Migration = {
  name: "windows",
  sql: `
CREATE TABLE known_window (
  id          INTEGER PRIMARY KEY,
  grant_key   TEXT NOT NULL,
  path_from   TEXT,
  path_until  TEXT,
  start_from  INTEGER,
  start_until INTEGER,
  rows        INTEGER NOT NULL,
  digest      TEXT
) STRICT;
CREATE INDEX known_window_edges ON known_window (grant_key, path_from, start_from);

-- A run is only taken away to put the mirror back to what it was before it.
CREATE TRIGGER run_taken_away AFTER DELETE ON run BEGIN
  UPDATE known_window SET digest = NULL WHERE digest IS NOT NULL;
END;
`,
};
