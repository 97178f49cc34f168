import {
  type Paged,
  type Provider,
  type ProviderInProject,
  providerInProjectSchema,
  providerSchema,
} from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";
import { path } from "./path.ts";

/** The providers of the service. All verbs need an operations role. */
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
   * One provider: `GET /providers/{id}`.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  get(id: string, options: CallOptions = {}): Promise<Provider> {
    const call = { method: "GET", path: path`/providers/${id}`, ...options };
    return this.#transport.read(providerSchema, call);
  }
}
