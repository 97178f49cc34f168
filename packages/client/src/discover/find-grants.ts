import { type Grant, grantCovers, grantKey } from "@argo-acc/core";

import type { Transport } from "../transport/transport.ts";
import type { Sources } from "./ask-sources.ts";
import {
  type Candidate,
  candidatesOfKnown,
  candidatesOfPairs,
  candidatesOfProjects,
  candidatesOfProviders,
} from "./candidates.ts";
import { type DiscoveredGrant, probeAll, type RefusedGrant } from "./probe.ts";
import type { DiscoverySource } from "./source.ts";

/** Options of a discovery. */
export interface DiscoverOptions {
  /** Grants found earlier: each costs one request, and finds what no source names. */
  readonly known?: readonly Grant[] | undefined;
  /** Whether to try every provider in every project of the system, beside the grants that were found. Default `false`. */
  readonly probe?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The grants a token has, those it has not, and the lists that failed otherwise than by refusing. */
export interface FoundGrants {
  readonly grants: readonly DiscoveredGrant[];
  readonly refused: readonly RefusedGrant[];
  readonly failures: readonly DiscoverySource[];
}

/**
 * Probes what the sources name, then what was known before, then, if that was nothing or everything is wanted, every
 * pair of project and provider. What a found grant covers is not asked again.
 */
export async function findGrants(
  transport: Transport,
  sources: Sources,
  options: DiscoverOptions,
): Promise<FoundGrants> {
  const grants: DiscoveredGrant[] = [];
  const refused: RefusedGrant[] = [];
  const failures: DiscoverySource[] = [];
  const asked = new Set<string>();
  const probe = async (candidates: readonly Candidate[]) => {
    const fresh = candidates.filter(
      ({ grant }) => !asked.has(grantKey(grant)) && !grants.some((found) => grantCovers(found.grant, grant)),
    );
    for (const grant of fresh.flatMap(grantsOf)) asked.add(grantKey(grant));
    const found = await probeAll(transport, mergeCandidates(fresh), options.signal);
    grants.push(...found.grants);
    refused.push(...found.refused);
    failures.push(...found.failures);
  };
  const { admin, own, providers, installations } = sources;
  if (admin.rows !== undefined) {
    await probe([{ grant: { kind: "system" }, source: admin.source, within: [] }]);
    if (grants.length > 0) return { grants, refused, failures };
  }
  await probe([
    ...[admin, ...own].flatMap(({ rows, source }) => candidatesOfProjects(rows ?? [], source)),
    ...candidatesOfProviders(providers.rows ?? [], providers.source),
  ]);
  await probe(candidatesOfKnown(options.known ?? []));
  if (grants.length === 0 || options.probe === true) {
    await probe(candidatesOfPairs(installations.rows ?? [], installations.source));
  }
  return {
    grants: widest(grants),
    refused: refused.filter(({ grant }) => !grants.some((found) => grantCovers(found.grant, grant))),
    failures,
  };
}

/** Each candidate once; what is named by several sources keeps the first one's name and everyone's parts. */
function mergeCandidates(candidates: readonly Candidate[]): Candidate[] {
  const byKey = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = grantKey(candidate.grant);
    const known = byKey.get(key);
    const within = mergeCandidates([...(known?.within ?? []), ...candidate.within]);
    byKey.set(key, { ...(known ?? candidate), within });
  }
  return [...byKey.values()];
}

function grantsOf(candidate: Candidate): Grant[] {
  return [candidate.grant, ...candidate.within.flatMap(grantsOf)];
}

/** Leaves out what another grant covers. */
function widest(grants: readonly DiscoveredGrant[]): DiscoveredGrant[] {
  return grants.filter(
    ({ grant }) => !grants.some((other) => other.grant !== grant && grantCovers(other.grant, grant)),
  );
}
