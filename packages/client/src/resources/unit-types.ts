import {
  type NewUnitType,
  type Paged,
  type UnitType,
  type UnitTypePatch,
  unitTypeSchema,
} from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";
import { path } from "./path.ts";
import { perform } from "./perform.ts";

/**
 * The units of metric definitions. Reading needs an operations role, writing that of an operations admin. Units that the
 * service is born with, and those that a definition uses, can be neither changed nor deleted.
 */
export class UnitTypes {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every unit type: `GET /unit-types`. */
  list(options: ListOptions = {}): Paged<UnitType> {
    const call = { method: "GET", path: "/unit-types" };
    return pagedList(this.#transport, call, unitTypeSchema, { options, identify: ({ id }) => id });
  }

  /**
   * One unit type: `GET /unit-types/{id}`.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  async get(id: string, options: CallOptions = {}): Promise<UnitType> {
    return this.#transport.read(unitTypeSchema, { method: "GET", path: path`/unit-types/${id}`, ...options });
  }

  /**
   * Adds a unit type: `POST /unit-types`.
   *
   * @throws AccConflictError if there is one of this name
   */
  async add(unitType: NewUnitType, options: CallOptions = {}): Promise<UnitType> {
    const call = { method: "POST", path: "/unit-types", body: unitType, expect: 201, ...options };
    return this.#transport.read(unitTypeSchema, call);
  }

  /**
   * Changes a unit type: `PATCH /unit-types/{id}`.
   *
   * @throws AccPermissionError if it is built in or a definition uses it
   * @throws AccConflictError if the name is taken, by this one too
   */
  async update(id: string, patch: UnitTypePatch, options: CallOptions = {}): Promise<UnitType> {
    const call = { method: "PATCH", path: path`/unit-types/${id}`, body: patch, ...options };
    return this.#transport.read(unitTypeSchema, call);
  }

  /**
   * Deletes a unit type: `DELETE /unit-types/{id}`.
   *
   * @throws AccPermissionError if it is built in or a definition uses it
   */
  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await perform(this.#transport, { method: "DELETE", path: path`/unit-types/${id}`, ...options });
  }
}
