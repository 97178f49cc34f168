import { type Entitlement, entitlementSchema, type NewEntitlement, type Paged } from "@argo-acc/core";

import type { CallOptions } from "../../transport/call.ts";
import type { Transport } from "../../transport/transport.ts";
import { type ListOptions, pagedList } from "../paged-list.ts";
import { path } from "../path.ts";
import { perform } from "../perform.ts";

/** The rights that can be assigned to actors. What is assigned or taken away holds from the actor's next request on. */
export class Entitlements {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every entitlement: `GET /admin/entitlements`. */
  list(options: ListOptions = {}): Paged<Entitlement> {
    const call = { method: "GET", path: "/admin/entitlements" };
    return pagedList(this.#transport, call, entitlementSchema, { options, identify: ({ id }) => id });
  }

  /**
   * One entitlement: `GET /admin/entitlements/{id}`.
   *
   * @throws AccNotFoundError
   */
  async get(id: string, options: CallOptions = {}): Promise<Entitlement> {
    const call = { method: "GET", path: path`/admin/entitlements/${id}`, ...options };
    return this.#transport.read(entitlementSchema, call);
  }

  /**
   * Adds an entitlement: `POST /admin/entitlements`.
   *
   * @throws AccConflictError if there is one of this name
   */
  async add(entitlement: NewEntitlement, options: CallOptions = {}): Promise<Entitlement> {
    const call = { method: "POST", path: "/admin/entitlements", body: entitlement, expect: 201, ...options };
    return this.#transport.read(entitlementSchema, call);
  }

  /**
   * Renames an entitlement, for everybody who has it: `PATCH /admin/entitlements/{id}`.
   *
   * @throws AccConflictError if there is one of this name
   * @throws AccNotFoundError
   */
  async update(id: string, entitlement: NewEntitlement, options: CallOptions = {}): Promise<Entitlement> {
    const call = { method: "PATCH", path: path`/admin/entitlements/${id}`, body: entitlement, ...options };
    return this.#transport.read(entitlementSchema, call);
  }

  /**
   * Deletes an entitlement: `DELETE /admin/entitlements/{id}`.
   *
   * @throws AccPermissionError while somebody has it
   * @throws AccNotFoundError
   */
  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await perform(this.#transport, { method: "DELETE", path: path`/admin/entitlements/${id}`, ...options });
  }

  /**
   * Gives an entitlement to an actor: `POST /admin/entitlements/{id}/assign/{actor}`.
   *
   * @throws AccConflictError if the actor has it already
   * @throws AccNotFoundError
   */
  async assign(id: string, actorId: string, options: CallOptions = {}): Promise<void> {
    const assigning = path`/admin/entitlements/${id}/assign/${actorId}`;
    await perform(this.#transport, { method: "POST", path: assigning, ...options });
  }

  /**
   * Takes an entitlement away from an actor: `POST /admin/entitlements/{id}/dissociate/{actor}`.
   *
   * @throws AccResponseError 400 if the actor does not have it
   * @throws AccNotFoundError
   */
  async dissociate(id: string, actorId: string, options: CallOptions = {}): Promise<void> {
    const dissociating = path`/admin/entitlements/${id}/dissociate/${actorId}`;
    await perform(this.#transport, { method: "POST", path: dissociating, ...options });
  }
}
