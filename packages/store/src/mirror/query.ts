import type { Statement } from "better-sqlite3";

import { isSqliteError, storeProblem } from "../file/sqlite-problem.ts";
import { AccStoreError } from "../file/store-error.ts";
import type { Mirror } from "./mirror.ts";

/** A value a statement can take for `?`. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** What a statement returned: rows are read as they are asked for, once. */
export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: IterableIterator<readonly unknown[]>;
}

/** Runs one reading statement on a connection that cannot write. See {@link Mirror.query}. */
export function queryMirror(mirror: Mirror, sql: string, params: readonly SqlValue[]): QueryResult {
  try {
    const statement = mirror.reader.prepare<unknown[], unknown[]>(sql);
    if (!statement.reader || !statement.readonly)
      throw refused(mirror, "only statements that read rows are run");
    const columns = statement.columns().map((column) => column.name);
    return { columns, rows: rowsOf(mirror, statement.raw(), params) };
  } catch (error) {
    throw queryProblem(mirror, error);
  }
}

function* rowsOf(
  mirror: Mirror,
  statement: Statement<unknown[], unknown[]>,
  params: readonly SqlValue[],
): Generator<readonly unknown[], undefined, undefined> {
  try {
    yield* statement.iterate(...params);
  } catch (error) {
    throw queryProblem(mirror, error);
  }
}

function queryProblem(mirror: Mirror, error: unknown): unknown {
  if (error instanceof AccStoreError) return error;
  const problem = storeProblem(error, mirror.path);
  if (problem !== error && !(problem instanceof AccStoreError && problem.problem === "readonly"))
    return problem;
  // better-sqlite3 throws RangeError for a wrong number of parameters or more than one statement.
  if (!isSqliteError(error) && !(error instanceof RangeError) && !(error instanceof TypeError)) return error;
  return refused(mirror, error.message, error);
}

function refused(mirror: Mirror, message: string, cause?: unknown): AccStoreError {
  return new AccStoreError("query", mirror.path, `query on ${mirror.path}: ${message}`, {
    cure: "give one SELECT over the views: projects, providers, installations, metric_definitions, unit_types, metric_types, metrics, capacities, usage_by_month, runs",
    cause,
  });
}
