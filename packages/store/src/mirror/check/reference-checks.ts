import { type Check, idText, RESTORE } from "./mirror-problem.ts";

const TABLES = [
  ["metric", "metrics"],
  ["metric_was", "what metrics were"],
] as const;

const COLUMNS = [
  ["path", "metric_path", "installation"],
  ["context", "metric_context", "definition"],
  ["group_label", "metric_label", "group"],
  ["user_label", "metric_label", "user"],
] as const;

/** Metrics whose installation, definition, group or user is not in the file. */
export const REFERENCE_CHECKS: readonly Check[] = TABLES.flatMap(([table, rows]) =>
  COLUMNS.map(([column, target, what]): Check => {
    return {
      law: "references",
      problem: `${rows}: the ${what} is not in the file`,
      cure: RESTORE,
      sql: `SELECT 'metric ' || ${idText("m")} FROM ${table} m
        WHERE m.${column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${target} t WHERE t.key = m.${column})`,
    };
  }),
);
