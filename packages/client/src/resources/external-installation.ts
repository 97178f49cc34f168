import {
  type Installation,
  type InstallationPatch,
  type InstallationReport,
  installationSchema,
  type Metric,
  type MetricItem,
  metricSchema,
  type NewMetric,
  type Paged,
  type ReportPeriod,
} from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { patchBody } from "./installation.ts";
import { newMetricBody } from "./metric-body.ts";
import { type MetricFilter, metricList } from "./metric-filter.ts";
import type { ListOptions } from "./paged-list.ts";
import { perform } from "./perform.ts";
import { type ExternalId, type Place, placeByExternalId } from "./place.ts";
import { readReport } from "./read-report.ts";
import type { ReportOptions } from "./report-options.ts";

/**
 * One installation by its external id. Several projects and providers can use the same one; the service takes the first
 * it finds, so compare `project` and `organisation` before anything is written. Nothing is asked before a verb is called.
 */
export class ExternalInstallationHandle {
  /** Its metrics. */
  readonly metrics: ExternalInstallationMetrics;
  readonly externalId: string;
  readonly #transport: Transport;
  readonly #place: Place;

  constructor(transport: Transport, id: ExternalId) {
    this.externalId = id.externalId;
    this.#transport = transport;
    this.#place = placeByExternalId("/installations/external", id);
    const metrics = placeByExternalId("/installations/external/metrics", id);
    this.metrics = new ExternalInstallationMetrics(transport, metrics);
  }

  /**
   * The installation with its capacities: `GET /installations/external`.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  async get(options: CallOptions = {}): Promise<Installation> {
    return this.#transport.read(installationSchema, { method: "GET", ...this.#place, ...options });
  }

  /**
   * Changes the installation: `PATCH /installations/external`. What the patch leaves out stays.
   *
   * @throws AccPermissionError without an administrator's role, and once it ever had a metric, be it deleted since
   * @throws AccConflictError if its provider has another one of this name in the project
   */
  async update(patch: InstallationPatch, options: CallOptions = {}): Promise<Installation> {
    const call = { method: "PATCH", ...this.#place, body: patchBody(patch), ...options };
    return this.#transport.read(installationSchema, call);
  }

  /**
   * Deletes the installation: `DELETE /installations/external`. Other than a deletion by id it leaves its capacities
   * behind.
   *
   * @throws AccPermissionError without an administrator's role, and once it ever had a metric, be it deleted since
   */
  async delete(options: CallOptions = {}): Promise<void> {
    await perform(this.#transport, { method: "DELETE", ...this.#place, ...options });
  }

  /**
   * The totals of the installation: `GET /installations/external/report`. An attempt has 120 seconds.
   *
   * @throws AccConfigError if `start` or `end` is no day, or they are in the wrong order
   */
  async report(period: ReportPeriod, options: ReportOptions = {}): Promise<InstallationReport> {
    const place = placeByExternalId("/installations/external/report", this);
    return readReport(this.#transport, (schemas) => schemas.installation, place, period, options);
  }
}

/** The metrics of an installation by its external id. One of them is asked for and changed by the installation's own id. */
export class ExternalInstallationMetrics {
  readonly #transport: Transport;
  readonly #place: Place;

  constructor(transport: Transport, place: Place) {
    this.#transport = transport;
    this.#place = place;
  }

  /**
   * `GET /installations/external/metrics`, 100 a page.
   *
   * @throws AccConfigError if `start` or `end` is no day, or there is another filter
   */
  list(filter: MetricFilter = {}, options: ListOptions = {}): Paged<MetricItem> {
    return metricList(this.#transport, this.#place, filter, options);
  }

  /**
   * Writes a metric: `POST /installations/external/metrics`. The service accepts the same metric any number of times, so
   * this is sent again only where it certainly did not arrive.
   *
   * @throws AccError with `acted: "maybe"` if the metric may or may not have been stored: look before sending it again
   * @throws AccConfigError if the value is no finite number, or the period is not two instants in their order
   */
  async add(metric: NewMetric, options: CallOptions = {}): Promise<Metric> {
    const call = { method: "POST", ...this.#place, body: newMetricBody(metric), expect: 201, ...options };
    return this.#transport.read(metricSchema, call);
  }
}
