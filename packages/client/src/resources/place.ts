import type { QueryValue } from "../transport/call.ts";
import { checkId } from "./path.ts";

/** Where something is asked for, below the endpoint. */
export interface Place {
  /** With encoded ids: `/projects/prj-1`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
}

/**
 * An id that somebody else gave a provider or an installation: free text. Those of installations are unique only within
 * a provider in a project; the service takes the first that fits, perhaps another project's.
 */
export interface ExternalId {
  readonly externalId: string;
}

/** Whether something is named by its external id; whatever else it may be, it is to be an id. */
export function isExternalId(id: string | ExternalId): id is ExternalId {
  return typeof id === "object" && id !== null && "externalId" in id;
}

/**
 * Something asked for by its external id.
 *
 * @throws AccConfigError if that is no text, is empty, or is too long for a URL
 */
export function placeByExternalId(
  path: string,
  { externalId }: ExternalId,
  name: "externalId" | "externalProviderId" = "externalId",
): Place {
  return { path, query: { [name]: checkId(externalId) } };
}
