import { AccNotFoundError, AccResponseError, type Grant } from "@argo-acc/core";

import { guardedList, guardedPath } from "../count-metrics.ts";
import type { Transport } from "../transport/transport.ts";
import type { Candidate } from "./candidates.ts";
import { inParallel } from "./in-parallel.ts";
import { type Asked, askSource, type DiscoverySource, isRefused } from "./source.ts";

/** Something a token may read: its guarded list answered. */
export interface DiscoveredGrant {
  readonly grant: Grant;
  /** How many metrics the list counted. */
  readonly count: number;
  /** Who named it first: `GET /clients/me`. */
  readonly source: string;
}

/** Something that was named, and that a token may not read: its guarded list refused. */
export interface RefusedGrant {
  readonly grant: Grant;
  /** 403; or 404, where the service has nothing of this name any more. */
  readonly status: number;
  /** Who named it first: `GET /clients/me`. */
  readonly source: string;
}

/** What probing found, what it was refused, and which lists failed otherwise than by refusing. */
export interface Probed {
  readonly grants: DiscoveredGrant[];
  readonly refused: RefusedGrant[];
  readonly failures: DiscoverySource[];
}

/** Asks each candidate's list for its count, level by level: what lies within one is asked only if it is refused. */
export async function probeAll(
  transport: Transport,
  candidates: readonly Candidate[],
  signal: AbortSignal | undefined,
): Promise<Probed> {
  const grants: DiscoveredGrant[] = [];
  const refused: RefusedGrant[] = [];
  const failures: DiscoverySource[] = [];
  let level = candidates;
  while (level.length > 0) {
    const { concurrency } = transport;
    const answers = await inParallel(level, { concurrency, signal }, (candidate, abort) =>
      probe(transport, candidate, abort),
    );
    const next: Candidate[] = [];
    for (const { candidate, count } of answers) {
      if (count.rows !== undefined) {
        grants.push({ grant: candidate.grant, count: count.rows, source: candidate.source });
        continue;
      }
      if (!(count.error instanceof AccNotFoundError)) next.push(...candidate.within);
      const { error, source } = count;
      if (error instanceof AccResponseError && isRefused(count)) {
        refused.push({ grant: candidate.grant, status: error.status, source: candidate.source });
      } else if (error !== undefined) {
        failures.push({ source, status: "not available", error });
      }
    }
    level = next;
  }
  return { grants, refused, failures };
}

async function probe(
  transport: Transport,
  candidate: Candidate,
  signal: AbortSignal,
): Promise<{ candidate: Candidate; count: Asked<number> }> {
  const method = candidate.grant.kind === "system" ? "POST" : "GET";
  const source = `${method} ${guardedPath(candidate.grant)}`;
  const count = await askSource(source, () => guardedList(transport, candidate.grant).count({ signal }));
  return { candidate, count };
}
