import {
  type Capacity,
  type CapacityPatch,
  capacitySchema,
  type NewCapacity,
  type Paged,
} from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { checkDay } from "./check-day.ts";
import { lowerHexId } from "./lower-hex-id.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";
import { path } from "./path.ts";
import { perform } from "./perform.ts";

/**
 * The capacities of one installation. All verbs need an administrator's role; who may only read finds them in the
 * installation itself. None can be removed.
 */
export class Capacities {
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, capacitiesPath: string) {
    this.#transport = transport;
    this.#path = capacitiesPath;
  }

  /** `GET /installations/{id}/capacities`, 100 a page. */
  list(options: ListOptions = {}): Paged<Capacity> {
    const call = { method: "GET", path: this.#path };
    return pagedList(this.#transport, call, capacitySchema, { options, identify: ({ id }) => id });
  }

  /**
   * Registers a capacity: `POST /installations/{id}/capacities`. The answer does not tell its id: `list()` does.
   *
   * @throws AccConfigError if `registered_on` is no day
   * @throws AccConflictError if the definition has one registered at that instant
   */
  async add(capacity: NewCapacity, options: CallOptions = {}): Promise<void> {
    checkDay("registered_on", capacity.registered_on);
    const body = { ...capacity, metric_definition_id: lowerHexId(capacity.metric_definition_id) };
    await perform(this.#transport, { method: "POST", path: this.#path, body, ...options });
  }

  /**
   * Changes a capacity: `PATCH /installations/{id}/capacities/{id}`. What the patch leaves out stays. The service does
   * not check that it is of this installation.
   *
   * @throws AccConfigError if `registered_on` is no day
   * @throws AccConflictError if the definition has another one registered at that instant
   */
  async update(capacityId: string, patch: CapacityPatch, options: CallOptions = {}): Promise<Capacity> {
    checkDay("registered_on", patch.registered_on);
    const target = this.#path + path`/${capacityId}`;
    return this.#transport.read(capacitySchema, { method: "PATCH", path: target, body: patch, ...options });
  }
}
