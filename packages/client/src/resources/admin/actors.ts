import {
  type Actor,
  actorSchema,
  type AssignedEntitlement,
  assignedEntitlementSchema,
  type Assignment,
  assignmentSchema,
  type Paged,
} from "@argo-acc/core";

import type { Transport } from "../../transport/transport.ts";
import { type ListOptions, pagedList } from "../paged-list.ts";
import { path } from "../path.ts";

/** Who has registered, and who has which entitlement. */
export class Actors {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Everybody who has registered: `GET /admin/actors`. */
  list(options: ListOptions = {}): Paged<Actor> {
    const call = { method: "GET", path: "/admin/actors" };
    return pagedList(this.#transport, call, actorSchema, { options, identify: ({ id }) => id });
  }

  /** Which actor has which entitlement: `GET /admin/actors/entitlements`. */
  assignments(options: ListOptions = {}): Paged<Assignment> {
    const call = { method: "GET", path: "/admin/actors/entitlements" };
    return pagedList(this.#transport, call, assignmentSchema, { options, identify: ({ id }) => id });
  }

  /**
   * The entitlements of one actor, by name: `GET /admin/actors/{id}/entitlements`. An unknown actor is an
   * AccNotFoundError when the list is read.
   */
  entitlements(actorId: string, options: ListOptions = {}): Paged<AssignedEntitlement> {
    const call = { method: "GET", path: path`/admin/actors/${actorId}/entitlements` };
    return pagedList(this.#transport, call, assignedEntitlementSchema, {
      options,
      identify: (assigned) => assigned.assignment_id,
    });
  }
}
