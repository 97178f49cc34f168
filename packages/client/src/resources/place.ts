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

/**
 * Something asked for by its external id.
 *
 * @throws AccConfigError if that is empty, or too long for a URL
 */
export function placeByExternalId(
  path: string,
  { externalId }: ExternalId,
  name: "externalId" | "externalProviderId" = "externalId",
): Place {
  return { path, query: { [name]: checkId(externalId) } };
}
