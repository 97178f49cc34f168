import { describeGrant, type Grant, grantCovers, grantKey } from "@argo-acc/core";
import type { RefusedGrant } from "@argo-acc/store/mirror";

import { count } from "../words.ts";

/** How many grants are named; more are counted. */
const NAMED = 3;

/** Grants in few words: by name, or counted by kind. */
export function nameGrants(
  grants: readonly Grant[],
  describe: (grant: Grant) => string = describeGrant,
): string {
  if (grants.length <= NAMED) return grants.map(describe).join(", ");
  return [...Map.groupBy(grants, ({ kind }) => kind)]
    .map(([kind, all]) => count(all.length, kind))
    .join(", ");
}

/**
 * What a token may not read in few words; `undefined` if nothing was refused. A project of which a part may be read is
 * refused but for that part. What lies within something refused is not told beside it.
 *
 * @param grants what the mirror has read; the frozen ones are told elsewhere
 */
export function refusedWords(
  refused: readonly RefusedGrant[],
  grants: readonly { readonly grant: Grant; readonly state: string }[],
): string | undefined {
  const frozen = new Set(
    grants.filter(({ state }) => state === "frozen").map(({ grant }) => grantKey(grant)),
  );
  const readable = grants.filter(({ grant }) => !frozen.has(grantKey(grant)));
  const told = refused.filter(({ grant }) => !frozen.has(grantKey(grant)));
  const widest = told.filter(
    ({ grant }) => !told.some((other) => other.grant !== grant && grantCovers(other.grant, grant)),
  );
  if (widest.length === 0) return undefined;
  const statuses = [...new Set(widest.map(({ status }) => status))].toSorted().join(", ");
  const words = nameGrants(
    widest.map(({ grant }) => grant),
    (grant) => {
      const isPartly = readable.some((part) => grantCovers(grant, part.grant));
      return isPartly ? `the rest of ${describeGrant(grant)}` : describeGrant(grant);
    },
  );
  return `${words} (${statuses})`;
}
