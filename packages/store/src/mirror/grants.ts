import { asc } from "drizzle-orm";

import { type Grant, grantCovers, grantKey } from "@argo-acc/core";

import { inTransaction, type Mirror } from "./mirror.ts";
import { grantState } from "./schema.ts";

/** How far a grant was read: every row, the same in count and sums, not readable any more, or not to its end. */
export type GrantReadState = "read" | "agrees" | "frozen" | "incomplete";

/** What the mirror knows of one grant. Times are milliseconds since the epoch; `null` = never. */
export interface GrantRecord {
  readonly grant: Grant;
  readonly state: GrantReadState;
  /** Why it is frozen or incomplete. */
  readonly why: string | null;
  /** What the service counted last. */
  readonly count: number | null;
  /** When every row was read and proven. */
  readonly readMs: number | null;
  /** When the service's count, and its sums where it was not read whole, last equalled the mirror's. */
  readonly agreedMs: number | null;
  /** Since when it cannot be read. */
  readonly frozenMs: number | null;
}

/** Every grant the mirror has seen, in the order of their keys. */
export function readGrants(mirror: Mirror): GrantRecord[] {
  return mirror.tables
    .select()
    .from(grantState)
    .orderBy(asc(grantState.key))
    .all()
    .map((row) => ({
      grant: toGrant(row),
      state: row.state,
      why: row.why,
      count: row.count,
      readMs: row.read_ms,
      agreedMs: row.agreed_ms,
      frozenMs: row.frozen_ms,
    }));
}

/** Stores what is now known of a grant. */
export function saveGrant(mirror: Mirror, run: number, record: GrantRecord): void {
  const state = {
    state: record.state,
    why: record.why,
    count: record.count,
    read_ms: record.readMs,
    agreed_ms: record.agreedMs,
    frozen_ms: record.frozenMs,
  };
  inTransaction(mirror, () =>
    mirror.tables
      .insert(grantState)
      .values({ key: grantKey(record.grant), first_run: run, ...columnsOf(record.grant), ...state })
      .onConflictDoUpdate({ target: grantState.key, set: state })
      .run(),
  );
}

/** The grants that are not part of another one. */
export function outermost<T extends { readonly grant: Grant }>(grants: readonly T[]): T[] {
  return grants.filter(
    (inner) => !grants.some((outer) => outer !== inner && grantCovers(outer.grant, inner.grant)),
  );
}

function columnsOf(grant: Grant) {
  return {
    kind: grant.kind,
    project_id: grant.kind === "system" ? null : grant.project_id,
    provider_id: grant.kind === "provider" || grant.kind === "installation" ? grant.provider_id : null,
    installation_id: grant.kind === "installation" ? grant.installation_id : null,
  };
}

function toGrant(row: typeof grantState.$inferSelect): Grant {
  const { kind, project_id, provider_id, installation_id } = row;
  const [project, provider, installation] = [project_id ?? "", provider_id ?? "", installation_id ?? ""];
  switch (kind) {
    case "system":
      return { kind };
    case "project":
      return { kind, project_id: project };
    case "provider":
      return { kind, project_id: project, provider_id: provider };
    case "installation":
      return { kind, project_id: project, provider_id: provider, installation_id: installation };
  }
}
