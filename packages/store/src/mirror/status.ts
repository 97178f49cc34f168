import { statSync } from "node:fs";

import { count, isNull, sum } from "drizzle-orm";

import { formatInstant, type Grant } from "@argo-acc/core";

import { type GrantReadState, outermost, readGrants } from "./grants.ts";
import type { Mirror } from "./mirror.ts";
import { readRefused, type RefusedGrant } from "./refused.ts";
import { lastRun, type RunRecord } from "./runs.ts";
import {
  installation,
  metricDefinition,
  metricPath,
  metricType,
  project,
  provider,
  unitType,
} from "./schema.ts";

/** How far one grant was read. Times are ISO 8601 UTC; `null` = never. */
export interface GrantStatus {
  readonly grant: Grant;
  readonly state: GrantReadState;
  /** Why it is frozen or incomplete. */
  readonly why: string | null;
  /** When every row was read and proven. */
  readonly read_at: string | null;
  /** When count and sums of the service last equalled the mirror's. These do not see everything that a reading sees. */
  readonly agreed_at: string | null;
  /** Since when the service refuses it. Its rows are kept as they were. */
  readonly frozen_since: string | null;
}

/** What a mirror holds and how far it can be relied on. */
export interface MirrorStatus {
  readonly path: string;
  readonly endpoint: string;
  /** Size of the file, without its write-ahead log. */
  readonly bytes: number;
  readonly metrics: number;
  readonly projects: number;
  readonly providers: number;
  readonly installations: number;
  readonly metric_definitions: number;
  readonly unit_types: number;
  readonly metric_types: number;
  /** Whether every grant that can be read was read to its end. `false` for a mirror without any. */
  readonly complete: boolean;
  /** The oldest `read_at` of the grants that are not frozen; `null` if one of them was never read. */
  readonly read_at: string | null;
  /** The oldest time at which a grant that is not frozen was read or agreed. */
  readonly agreed_at: string | null;
  readonly grants: readonly GrantStatus[];
  /** What the service named and the last run's token may not read; nothing of it is in the mirror, unless from before. */
  readonly refused: readonly RefusedGrant[];
  readonly last_run: RunRecord | null;
}

/** See {@link Mirror.status}. */
export function mirrorStatus(mirror: Mirror): MirrorStatus {
  const grants = outermost(readGrants(mirror).filter((record) => record.state !== "frozen"));
  const frozen = readGrants(mirror).filter((record) => record.state === "frozen");
  const { tables } = mirror;
  const metrics = tables
    .select({ metrics: sum(metricPath.metrics) })
    .from(metricPath)
    .get();
  return {
    path: mirror.path,
    endpoint: mirror.endpoint,
    bytes: statSync(mirror.path).size,
    metrics: Number(metrics?.metrics ?? 0),
    projects: countLive(mirror, project),
    providers: countLive(mirror, provider),
    installations: countLive(mirror, installation),
    metric_definitions: countLive(mirror, metricDefinition),
    unit_types: countLive(mirror, unitType),
    metric_types: countLive(mirror, metricType),
    complete: grants.length > 0 && grants.every((record) => record.state !== "incomplete"),
    read_at: oldest(grants.map((record) => record.readMs)),
    agreed_at: oldest(grants.map((record) => latest(record.readMs, record.agreedMs))),
    grants: [...grants, ...frozen].map((record) => ({
      grant: record.grant,
      state: record.state,
      why: record.why,
      read_at: instantOrNull(record.readMs),
      agreed_at: instantOrNull(record.agreedMs),
      frozen_since: instantOrNull(record.frozenMs),
    })),
    refused: readRefused(mirror),
    last_run: lastRun(mirror) ?? null,
  };
}

type CatalogueTable =
  | typeof project
  | typeof provider
  | typeof installation
  | typeof metricDefinition
  | typeof unitType
  | typeof metricType;

function countLive(mirror: Mirror, table: CatalogueTable): number {
  return mirror.tables.select({ live: count() }).from(table).where(isNull(table.gone_run)).get()?.live ?? 0;
}

function oldest(times: readonly (number | null)[]): string | null {
  let first: number | undefined;
  for (const time of times) {
    if (time === null) return null;
    first = Math.min(first ?? time, time);
  }
  return first === undefined ? null : formatInstant(first);
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : formatInstant(ms);
}
