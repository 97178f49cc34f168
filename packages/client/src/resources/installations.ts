import {
  type Installation,
  installationSchema,
  type Metric,
  type MetricItem,
  metricSchema,
  type NewMetric,
  type Paged,
  valueToWire,
} from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { type MetricFilter, metricList } from "./metric-filter.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";
import { path } from "./path.ts";

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
}

/** One installation. Nothing is asked before a verb is called. */
export class InstallationHandle {
  readonly metrics: InstallationMetrics;
  readonly id: string;
  readonly #transport: Transport;

  constructor(transport: Transport, id: string) {
    this.id = id;
    this.#transport = transport;
    this.metrics = new InstallationMetrics(transport, id);
  }

  /**
   * The installation with its capacities: `GET /installations/{id}`.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  get(options: CallOptions = {}): Promise<Installation> {
    const call = { method: "GET", path: path`/installations/${this.id}`, ...options };
    return this.#transport.read(installationSchema, call);
  }
}

/** The metrics of one installation. */
export class InstallationMetrics {
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, installationId: string) {
    this.#transport = transport;
    this.#path = path`/installations/${installationId}/metrics`;
  }

  /** `GET /installations/{id}/metrics`, 100 a page. */
  list(filter: MetricFilter = {}, options: ListOptions = {}): Paged<MetricItem> {
    return metricList(this.#transport, this.#path, filter, options);
  }

  /**
   * Writes a metric: `POST /installations/{id}/metrics`. The service accepts the same metric any number of times, so
   * this is sent again only where it certainly did not arrive.
   *
   * @throws AccError with `acted: "maybe"` if the metric may or may not have been stored: look before sending it again
   */
  add(metric: NewMetric, options: CallOptions = {}): Promise<Metric> {
    const body = { ...metric, value: valueToWire(metric.value) };
    return this.#transport.read(metricSchema, {
      method: "POST",
      path: this.#path,
      body,
      expect: 201,
      ...options,
    });
  }

  /**
   * One metric: `GET /installations/{id}/metrics/{id}`. Needs an administrator's role, and the service does not check
   * that the metric is of this installation.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  get(metricId: string, options: CallOptions = {}): Promise<Metric> {
    const call = { method: "GET", path: `${this.#path}/${path`${metricId}`}`, ...options };
    return this.#transport.read(metricSchema, call);
  }
}
