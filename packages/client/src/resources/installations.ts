import { type Installation, installationSchema, type NewInstallation, type Paged } from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { lowerHexId } from "./lower-hex-id.ts";
import { type ListOptions, pagedList, uncountedList } from "./paged-list.ts";
import type { InstallationSearchField } from "./search/search-fields.ts";
import { searchBody, type SearchQuery } from "./search/search-query.ts";

/** The installations of the service. */
export class Installations {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every installation of the system, whatever the token may read: `GET /installations/all`. */
  all(options: ListOptions = {}): Paged<Installation> {
    const call = { method: "GET", path: "/installations/all" };
    return pagedList(this.#transport, call, installationSchema, { options, identify: ({ id }) => id });
  }

  /**
   * `POST /installations/search`, 100 a page. Needs a system administrator's role. The service does not count what it
   * finds: pages are read until one is not full, `count()` reads them all, and the totals of a single page are those of
   * what lies before its end.
   */
  search(query: SearchQuery<InstallationSearchField>, options: ListOptions = {}): Paged<Installation> {
    const call = { method: "POST", path: "/installations/search", body: searchBody(query) };
    return uncountedList(this.#transport, call, installationSchema, { options, identify: ({ id }) => id });
  }

  /**
   * Makes an installation: `POST /installations`. Needs an administrator's role for the provider in the project.
   *
   * @throws AccConflictError if the provider has one of this name or external id in the project
   * @throws AccNotFoundError if the project, the provider, the resource or the unit of access is not known
   */
  async add(installation: NewInstallation, options: CallOptions = {}): Promise<Installation> {
    const body = { ...installation, unit_of_access: lowerHexId(installation.unit_of_access) };
    const call = { method: "POST", path: "/installations", body, expect: 201, ...options };
    return this.#transport.read(installationSchema, call);
  }
}
