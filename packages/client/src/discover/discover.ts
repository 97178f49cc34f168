import type { Installation, Project, ProviderInProject } from "@argo-acc/core";

import type { Transport } from "../transport/transport.ts";
import { readProjectTrees } from "./list-projects.ts";
import { mergeProjects } from "./merge-projects.ts";
import { askSources } from "./ask-sources.ts";
import { type DiscoverOptions, findGrants } from "./find-grants.ts";
import type { DiscoveredGrant, RefusedGrant } from "./probe.ts";
import { type Asked, type DiscoverySource, isRefused } from "./source.ts";

/** What a token may read, and the catalogue that was read on the way. */
export interface Discovery {
  /** Widest grants only: none is covered by another. */
  readonly grants: readonly DiscoveredGrant[];
  /** What was named and may not be read: projects, providers and installations, none within a grant. */
  readonly refused: readonly RefusedGrant[];
  readonly sources: readonly DiscoverySource[];
  /** Every installation of the system, readable or not. */
  readonly installations: readonly Installation[];
  /** The trees that could be read, merged by project. */
  readonly projects: readonly Project[];
  readonly providersInProjects: readonly ProviderInProject[];
}

/**
 * Finds out what a token may read. A source that lists a project proves nothing: a grant is a list that answered a
 * count.
 *
 * @throws AccAuthenticationError, AccNetworkError if the service cannot be asked at all
 */
export async function discover(transport: Transport, options: DiscoverOptions = {}): Promise<Discovery> {
  const sources = await askSources(transport, options.signal);
  const installations = sources.installations.rows ?? [];
  const providersInProjects = sources.providers.rows ?? [];
  const { grants, refused, failures } = await findGrants(transport, sources, options);
  const ids = grants.flatMap(({ grant }) => (grant.kind === "project" ? [grant.project_id] : []));
  const { admin, own } = sources;
  const trees = admin.rows === undefined ? await readProjectTrees(transport, ids, options) : [];
  const rows = [...own, ...trees].flatMap((asked) => asked.rows ?? []);
  const broken = trees.filter((tree) => tree.error !== undefined && !isRefused(tree));
  const asked = [admin, ...own, sources.providers, sources.installations];
  return {
    grants,
    refused,
    sources: [...[...asked, ...broken].map(withoutRows), ...failures],
    installations,
    projects: mergeProjects(admin.rows ?? rows),
    providersInProjects,
  };
}

function withoutRows({ source, status, error }: Asked<unknown>): DiscoverySource {
  return error === undefined ? { source, status } : { source, status, error };
}
