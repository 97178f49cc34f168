import {
  type NewProvider,
  type Paged,
  type Provider,
  type ProviderInProject,
  providerInProjectSchema,
  providerSchema,
} from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";
import type { ProviderSearchField } from "./search/search-fields.ts";
import { searchBody, type SearchQuery } from "./search/search-query.ts";

/** The providers of the service. All verbs need an operations role, `add` that of an administrator. */
export class Providers {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every provider, in a project or not: `GET /providers`. */
  list(options: ListOptions = {}): Paged<Provider> {
    const call = { method: "GET", path: "/providers" };
    return pagedList(this.#transport, call, providerSchema, { options, identify: ({ id }) => id });
  }

  /** One row for each provider in each project: `GET /providers/all`. */
  all(options: ListOptions = {}): Paged<ProviderInProject> {
    return pagedList(this.#transport, { method: "GET", path: "/providers/all" }, providerInProjectSchema, {
      options,
      identify: (row) => JSON.stringify([row.project_id, row.id]),
    });
  }

  /**
   * `POST /providers/search`, 100 a page. It finds only providers that belong to a project, and tells neither their
   * external id (`null`) nor who made them (`""`).
   */
  search(query: SearchQuery<ProviderSearchField>, options: ListOptions = {}): Paged<Provider> {
    const call = { method: "POST", path: "/providers/search", body: searchBody(query) };
    return pagedList(this.#transport, call, providerSchema, { options, identify: ({ id }) => id });
  }

  /**
   * Makes a provider, which is none of any project yet: `POST /providers`.
   *
   * @throws AccConflictError if the name or the external id is in use
   */
  async add(provider: NewProvider, options: CallOptions = {}): Promise<Provider> {
    const call = { method: "POST", path: "/providers", body: provider, expect: 201, ...options };
    return this.#transport.read(providerSchema, call);
  }
}
