import type { Migration } from "../../file/migrate.ts";

/**
 * What the token of a run was refused, as JSON: a row for each run in which that changed. What a run was refused that has
 * no row is what the run before it was.
 */
export const refused: Migration = {
  name: "refused",
  sql: `
CREATE TABLE refusal (
  run    INTEGER PRIMARY KEY,
  grants TEXT NOT NULL
) STRICT;

CREATE TRIGGER run_refused AFTER DELETE ON run BEGIN
  DELETE FROM refusal WHERE run = OLD.id;
END;
`,
};
