import {
  type MetricType,
  type MetricTypePatch,
  metricTypeSchema,
  type NewMetricType,
  type Paged,
} from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";
import { path } from "./path.ts";
import { perform } from "./perform.ts";

/**
 * The ways in which values are meant to be combined. Reading needs an operations role, writing that of an operations
 * admin. Types that the service is born with, and those that a definition uses, can be neither changed nor deleted.
 */
export class MetricTypes {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every metric type: `GET /metric-types`. */
  list(options: ListOptions = {}): Paged<MetricType> {
    const call = { method: "GET", path: "/metric-types" };
    return pagedList(this.#transport, call, metricTypeSchema, { options, identify: ({ id }) => id });
  }

  /**
   * One metric type: `GET /metric-types/{id}`.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  async get(id: string, options: CallOptions = {}): Promise<MetricType> {
    return this.#transport.read(metricTypeSchema, {
      method: "GET",
      path: path`/metric-types/${id}`,
      ...options,
    });
  }

  /**
   * Adds a metric type: `POST /metric-types`.
   *
   * @throws AccConflictError if there is one of this name
   */
  async add(metricType: NewMetricType, options: CallOptions = {}): Promise<MetricType> {
    const call = { method: "POST", path: "/metric-types", body: metricType, expect: 201, ...options };
    return this.#transport.read(metricTypeSchema, call);
  }

  /**
   * Changes a metric type: `PATCH /metric-types/{id}`.
   *
   * @throws AccPermissionError if it is built in or a definition uses it
   * @throws AccConflictError if the name is taken, by this one too
   */
  async update(id: string, patch: MetricTypePatch, options: CallOptions = {}): Promise<MetricType> {
    const call = { method: "PATCH", path: path`/metric-types/${id}`, body: patch, ...options };
    return this.#transport.read(metricTypeSchema, call);
  }

  /**
   * Deletes a metric type: `DELETE /metric-types/{id}`.
   *
   * @throws AccPermissionError if it is built in or a definition uses it
   */
  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await perform(this.#transport, { method: "DELETE", path: path`/metric-types/${id}`, ...options });
  }
}
