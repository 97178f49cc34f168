import Database from "better-sqlite3";

import { storeProblem, withStoreProblems } from "../../file/sqlite-problem.ts";
import { AccStoreError } from "../../file/store-error.ts";

/** How far a copy is. */
export interface CopyProgress {
  readonly pages: number;
  readonly of: number;
}

/** Pages copied before anything else gets its turn: about 4 MB. */
const AT_ONCE = 1000;

/**
 * Copies what a file holds at this moment, page by page. An open reading transaction keeps the moment: without it SQLite
 * would begin anew whenever somebody else commits, and never end beside a pull.
 *
 * @param to an empty file
 * @param options named: what `to` will be called, for messages
 */
export async function copySnapshot(
  from: string,
  to: string,
  options: {
    readonly named: string;
    readonly signal: AbortSignal | undefined;
    readonly onProgress: ((progress: CopyProgress) => void) | undefined;
  },
): Promise<void> {
  const { named, signal, onProgress } = options;
  const database = withStoreProblems(from, () => new Database(from, { readonly: true, timeout: 10_000 }));
  try {
    withStoreProblems(from, () => database.exec("BEGIN; SELECT count(*) FROM sqlite_schema"));
    await database.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        signal?.throwIfAborted();
        onProgress?.({ pages: totalPages - remainingPages, of: totalPages });
        return AT_ONCE;
      },
    });
  } catch (error) {
    const problem = storeProblem(error, named);
    const isOfSource = problem instanceof AccStoreError && problem.problem === "corrupt";
    throw isOfSource ? storeProblem(error, from) : problem;
  } finally {
    database.close();
  }
}
