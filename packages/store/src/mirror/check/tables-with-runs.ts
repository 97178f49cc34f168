import { REMEMBERED_TABLES } from "../history/remembered.ts";
import { idText } from "./mirror-problem.ts";

/** A table whose rows say by which runs they were seen. */
export interface TableWithRuns {
  readonly table: string;
  /** SQL for what identifies a row `t`, for people. */
  readonly name: string;
  /** Whether its rows can be gone. */
  readonly canBeGone: boolean;
}

export const TABLES_WITH_RUNS: readonly TableWithRuns[] = REMEMBERED_TABLES.map(({ table, key }) => ({
  table,
  name: table === "metric" ? idText("t") : `t.${key[0]}`,
  canBeGone: table !== "grant_state",
}));
