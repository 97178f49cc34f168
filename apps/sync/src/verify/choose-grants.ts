import type { Discovery } from "@argo-acc/client";
import { AccTokenError, type Grant, grantCovers, grantKey } from "@argo-acc/core";
import {
  type GrantRecord,
  knownProjects,
  type Mirror,
  outermost,
  readGrants,
  type ReportedGrant,
} from "@argo-acc/store/mirror";

import { isRefused } from "../pull/unavailable.ts";
import type { NotCompared } from "./verify-result.ts";

/** What a comparison is about. */
export interface ChosenGrants {
  /** What is compared, as the mirror has it. */
  readonly grants: readonly Grant[];
  /** The same as what the service makes reports of: the projects of the whole system. */
  readonly reported: readonly ReportedGrant[];
  /** What the mirror or the token has not, or not all of. */
  readonly notCompared: readonly NotCompared[];
}

/**
 * Chooses what to compare: what the mirror has read and the token may read. What is only the mirror's or only the token's is
 * named as not compared; what the mirror has in part is compared and named.
 *
 * @throws AccTokenError if the token may read nothing of what the mirror has
 */
export function chooseGrants(mirror: Mirror, discovery: Discovery): ChosenGrants {
  const known = readGrants(mirror);
  const found = discovery.grants.map(({ grant }) => grant);
  const isFound = ({ grant }: GrantRecord) => found.some((outer) => grantCovers(outer, grant));
  const [readable, frozen] = [
    known.filter((record) => record.state !== "frozen" || isFound(record)),
    known.filter((record) => record.state === "frozen" && !isFound(record)),
  ];
  const chosen = outermost(readable);
  if (known.length > 0 && found.length === 0 && !discovery.sources.some(isBroken)) {
    throw new AccTokenError("this token may read nothing of what is in the mirror", {
      cure: "verify with the token that pulls",
    });
  }
  const grants = chosen.map(({ grant }) => grant);
  const covered = (grant: Grant) => known.some((record) => grantCovers(record.grant, grant));
  return {
    grants,
    reported: reportedOf(mirror, discovery, grants),
    notCompared: [
      ...outermost(frozen).map(({ grant, why }) => ({ grant, why: because("not readable any more", why) })),
      ...chosen
        .filter(({ state }) => state === "incomplete" || state === "frozen")
        .map(({ grant, state, why }) => ({
          grant,
          why: because(state === "frozen" ? "readable again and not read since" : "not read to its end", why),
        })),
      ...found
        .filter((grant) => !covered(grant))
        .map((grant) => ({ grant, why: "the mirror has not read it: argo-acc pull reads it" })),
    ],
  };
}

function because(what: string, why: string | null): string {
  return why === null ? what : `${what}: ${why}`;
}

function isBroken({ error }: Discovery["sources"][number]): boolean {
  return error !== undefined && !isRefused(error);
}

function reportedOf(mirror: Mirror, { projects }: Discovery, grants: readonly Grant[]): ReportedGrant[] {
  const reported = grants.flatMap((grant): ReportedGrant[] => {
    if (grant.kind !== "system") return [grant];
    const ids = new Set([...projects.map(({ id }) => id), ...knownProjects(mirror)]);
    return [...ids].toSorted().map((project_id) => ({ kind: "project", project_id }));
  });
  return [...new Map(reported.map((grant) => [grantKey(grant), grant])).values()];
}
