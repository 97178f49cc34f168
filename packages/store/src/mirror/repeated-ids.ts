/**
 * SQL: the ids that a path shows more than once; its parameter is the key of the path. Their metrics moved to another
 * start while they were read.
 */
export const REPEATED_IDS =
  "SELECT id FROM metric WHERE path = ? AND gone_run IS NULL GROUP BY id HAVING count(*) > 1";
