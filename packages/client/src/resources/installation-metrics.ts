import {
  type Metric,
  type MetricItem,
  type MetricPatch,
  metricSchema,
  type NewMetric,
  type Paged,
} from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { newMetricBody, patchedMetricBody } from "./metric-body.ts";
import { type MetricFilter, metricList } from "./metric-filter.ts";
import type { ListOptions } from "./paged-list.ts";
import { path } from "./path.ts";
import { perform } from "./perform.ts";

/**
 * The metrics of one installation. What is done to a single one needs an administrator's role, and the service does not
 * check that the metric is of this installation.
 */
export class InstallationMetrics {
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, metricsPath: string) {
    this.#transport = transport;
    this.#path = metricsPath;
  }

  /**
   * `GET /installations/{id}/metrics`, 100 a page.
   *
   * @throws AccConfigError if `start` or `end` is no day, or there is another filter
   */
  list(filter: MetricFilter = {}, options: ListOptions = {}): Paged<MetricItem> {
    return metricList(this.#transport, { path: this.#path }, filter, options);
  }

  /**
   * Writes a metric: `POST /installations/{id}/metrics`. The service accepts the same metric any number of times, so
   * this is sent again only where it certainly did not arrive.
   *
   * @throws AccError with `acted: "maybe"` if the metric may or may not have been stored: look before sending it again
   * @throws AccConfigError if the value is no finite number, or the period is not two instants in their order
   */
  async add(metric: NewMetric, options: CallOptions = {}): Promise<Metric> {
    const call = { method: "POST", path: this.#path, body: newMetricBody(metric), expect: 201, ...options };
    return this.#transport.read(metricSchema, call);
  }

  /**
   * One metric: `GET /installations/{id}/metrics/{id}`.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  async get(metricId: string, options: CallOptions = {}): Promise<Metric> {
    return this.#transport.read(metricSchema, { method: "GET", path: this.#one(metricId), ...options });
  }

  /**
   * Changes a metric: `PATCH /installations/{id}/metrics/{id}`. What the patch leaves out stays.
   *
   * @throws AccConfigError for null, and for an empty text but for a group or a user: the service would change nothing; for
   *   a value that is no finite number, and for what is no instant
   * @throws AccNotFoundError, AccPermissionError
   */
  async update(metricId: string, patch: MetricPatch, options: CallOptions = {}): Promise<Metric> {
    const call = { method: "PATCH", path: this.#one(metricId), body: patchedMetricBody(patch), ...options };
    return this.#transport.read(metricSchema, call);
  }

  /**
   * Deletes a metric: `DELETE /installations/{id}/metrics/{id}`.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  async delete(metricId: string, options: CallOptions = {}): Promise<void> {
    await perform(this.#transport, { method: "DELETE", path: this.#one(metricId), ...options });
  }

  #one(metricId: string): string {
    return this.#path + path`/${metricId}`;
  }
}
