import { type Resource, resourceSchema } from "@argo-acc/core";

import type { CallOptions } from "../../transport/call.ts";
import type { Transport } from "../../transport/transport.ts";
import { path } from "../path.ts";
import { perform } from "../perform.ts";

/** Adds and deletes what installations can be instances of; `acc.resources` lists it. */
export class AdminResources {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Adds a resource: `POST /admin/resources`.
   *
   * @throws AccConflictError if there is one of this id
   */
  async add(resource: Resource, options: CallOptions = {}): Promise<Resource> {
    const call = { method: "POST", path: "/admin/resources", body: resource, expect: 201, ...options };
    return this.#transport.read(resourceSchema, call);
  }

  /**
   * Deletes a resource: `DELETE /admin/resources/{id}`.
   *
   * @throws AccConflictError if an installation names it
   * @throws AccNotFoundError
   */
  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await perform(this.#transport, { method: "DELETE", path: path`/admin/resources/${id}`, ...options });
  }
}
