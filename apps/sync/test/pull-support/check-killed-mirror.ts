import type { Sandbox } from "@argo-acc/sandbox";
import { AccStoreError, lastRun, type Mirror, openMirror, readGrants } from "@argo-acc/store/mirror";
import { grantKey } from "@argo-acc/core";

import { linesOfMirror } from "./compare.ts";

/** What a mirror held when it was looked at after a kill. */
export interface SeenMirror {
  /** The ids it showed. */
  readonly ids: ReadonlySet<string>;
  /** The keys of the grants that were read to their end. */
  readonly finished: ReadonlySet<string>;
  readonly runs: number;
}

/** What a mirror shows that no pull has begun to fill. */
export const NOTHING_SEEN: SeenMirror = { ids: new Set(), finished: new Set(), runs: 0 };

/**
 * Checks what must hold whenever a pull was killed.
 *
 * @param before what the check before this one saw
 * @param service what the service has had all the while, as lines; `undefined` if it was edited
 * @throws Error that names what does not hold
 */
export function checkKilledMirror(
  path: string,
  sandbox: Sandbox,
  before: SeenMirror,
  service: ReadonlySet<string> | undefined,
): SeenMirror {
  using mirror = openIfMade(path, before);
  if (mirror === undefined) return NOTHING_SEEN;
  const value = (sql: string) => mirror.database.prepare<[], unknown>(sql).pluck().all();
  expectNone(
    "damaged",
    value("PRAGMA integrity_check").filter((line) => line !== "ok"),
  );
  expectNone("paths whose count is wrong", value(WRONG_COUNTS));
  expectNone("months whose count is wrong", value(WRONG_MONTHS));
  const ids = new Set(value("SELECT lower(hex(id)) FROM metric WHERE gone_run IS NULL").map(String));
  expectNone(
    "gone here, but not upstream",
    value("SELECT lower(hex(id)) FROM metric WHERE gone_run IS NOT NULL")
      .map(String)
      .filter((id) => !ids.has(id) && sandbox.metrics.get(id) !== undefined),
  );
  expectNone(
    "shown before and lost",
    [...before.ids].filter((id) => !ids.has(id) && sandbox.metrics.get(id) !== undefined),
  );
  if (service !== undefined) {
    expectNone(
      "not what the service has",
      linesOfMirror(mirror).filter((line) => !service.has(line)),
    );
  }
  const finished = readGrants(mirror).filter(({ state }) => state === "read" || state === "agrees");
  return {
    ids,
    finished: new Set(finished.map(({ grant }) => grantKey(grant))),
    runs: lastRun(mirror)?.id ?? 0,
  };
}

/** Rows by path, against the number that is kept of them. */
const WRONG_COUNTS = `
  SELECT p.path || ': ' || p.metrics || ' instead of ' || count(m.id)
  FROM metric_path p LEFT JOIN metric m ON m.path = p.key AND m.gone_run IS NULL
  GROUP BY p.key HAVING p.metrics <> count(m.id)`;

const WRONG_MONTHS = `
  SELECT 'by month ' || total || ', rows ' || rows FROM (
    SELECT (SELECT coalesce(sum(count), 0) FROM usage_by_month) AS total,
      (SELECT count(*) FROM metric WHERE gone_run IS NULL) AS rows
  ) WHERE total <> rows`;

/** A file whose first process was killed while it made it has nothing in it, and is no mirror yet. */
function openIfMade(path: string, before: SeenMirror): Mirror | undefined {
  try {
    return openMirror(path, { readonly: true });
  } catch (error) {
    const isUnmade =
      error instanceof AccStoreError && (error.problem === "missing" || error.problem === "older");
    if (isUnmade && before.runs === 0) return undefined;
    throw error;
  }
}

function expectNone(what: string, found: readonly unknown[]): void {
  if (found.length > 0) throw new Error(`${what}: ${found.length}, such as ${found.slice(0, 3).join(", ")}`);
}
