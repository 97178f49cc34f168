import { VIEW } from "../access/caller.ts";
import { reachesInstallation } from "../access/rules.ts";
import type { Answer } from "../service/answer.ts";
import type { Call } from "../service/call.ts";
import { forbidden } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { searchAmong, searchEverything } from "./search.ts";

/**
 * Whose metrics a search finds: those of the whole system, as the service does today; only those of the caller's own
 * installations, as it did until 1.7; or nobody's, since the call is forbidden to everybody but system admins.
 */
export const SEARCH_SCOPES = ["everything", "own", "forbidden"] as const;
export type SearchScope = (typeof SEARCH_SCOPES)[number];

/** The same operations with another scope of the search over metrics; `undefined` leaves it as it is. */
export function withSearchScope(routes: readonly Route[], scope: SearchScope | undefined): readonly Route[] {
  if (scope === undefined) return routes;
  const handle = { everything: searchEverything, own: searchOwn, forbidden: searchForbidden }[scope];
  return routes.map((route) => (route.path === "/metrics/search" ? { ...route, handle } : route));
}

/** A search over the installations that the caller may read. */
export function searchOwn(call: Call): Answer {
  const { world, caller } = call;
  return searchAmong(call, JSON.stringify([caller.isSystemAdmin, caller.entitlements]), (id) => {
    const installation = world.installations.get(id);
    return installation !== undefined && reachesInstallation(caller, VIEW, installation);
  });
}

function searchForbidden(call: Call): Answer {
  if (!call.caller.isSystemAdmin) throw forbidden();
  return searchEverything(call);
}
