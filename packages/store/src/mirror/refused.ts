import { type Grant, grantKey } from "@argo-acc/core";

import { inTransaction, type Mirror } from "./mirror.ts";

/** Something the service named and would not let the token of a run read. */
export interface RefusedGrant {
  readonly grant: Grant;
  /** 403; or 404, where the service has nothing of this name any more. */
  readonly status: number;
  /** Who named it: `GET /clients/me`. */
  readonly source: string;
}

/** Stores what a run was refused. Costs no write where that is what it was before. */
export function saveRefused(mirror: Mirror, run: number, refused: readonly RefusedGrant[]): void {
  const inOrder = refused.toSorted((a, b) => (grantKey(a.grant) < grantKey(b.grant) ? -1 : 1));
  const grants = JSON.stringify(inOrder.map(({ grant, status, source }) => ({ grant, status, source })));
  inTransaction(mirror, () => {
    if ((readText(mirror) ?? "[]") === grants) return;
    mirror.database
      .prepare<[number, string]>("INSERT OR REPLACE INTO refusal (run, grants) VALUES (?, ?)")
      .run(run, grants);
  });
}

/** What the latest run that asked was refused, in the order of the grants' keys. */
export function readRefused(mirror: Mirror): RefusedGrant[] {
  const text = readText(mirror);
  return text === undefined ? [] : (JSON.parse(text) as RefusedGrant[]); // nobody else writes it
}

function readText({ database }: Mirror): string | undefined {
  return database
    .prepare<[], string>(
      "SELECT grants FROM refusal WHERE run <= (SELECT max(id) FROM run) ORDER BY run DESC LIMIT 1",
    )
    .pluck()
    .get();
}
