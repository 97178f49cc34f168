import { grantCovers, grantKey } from "@argo-acc/core";
import { type GrantRecord, inTransaction, readGrants, saveGrant } from "@argo-acc/store/mirror";

import type { PullRun } from "./run.ts";

/**
 * Stores how far the reading of a grant came, for the grant and for those inside it, which earlier runs read by
 * themselves: they were read with it, or are as little complete as it is.
 */
export function keepReading({ mirror, id }: PullRun, record: GrantRecord): GrantRecord {
  const key = grantKey(record.grant);
  inTransaction(mirror, () => {
    saveGrant(mirror, id, record);
    for (const inner of readGrants(mirror)) {
      if (grantKey(inner.grant) === key || !grantCovers(record.grant, inner.grant)) continue;
      saveGrant(mirror, id, inside(record, inner));
    }
  });
  return record;
}

function inside({ state, why, readMs, agreedMs }: GrantRecord, inner: GrantRecord): GrantRecord {
  if (state === "read") return { ...inner, state, why, readMs, frozenMs: null };
  if (state === "agrees") {
    return inner.readMs === null || inner.state === "frozen" ? inner : { ...inner, state, why, agreedMs };
  }
  return inner.state === "frozen" ? inner : { ...inner, state, why };
}
