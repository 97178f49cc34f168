import { type ProviderReport, type ReportPeriod } from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { DefinitionList } from "./definition-list.ts";
import { InstallationList } from "./installation-list.ts";
import { MetricList } from "./metric-list.ts";
import { path } from "./path.ts";
import { perform } from "./perform.ts";
import { type ExternalId, placeByExternalId } from "./place.ts";
import { readReport } from "./read-report.ts";
import type { ReportOptions } from "./report-options.ts";

/** One provider in a project. Nothing is asked before a verb is called. */
export class ProjectProviderHandle {
  /** The metrics of the provider in the project. */
  readonly metrics: MetricList;
  /** The installations of the provider in the project. */
  readonly installations: InstallationList;
  /** The metric definitions that the provider has metrics of in the project. */
  readonly metricDefinitions: DefinitionList;
  readonly id: string;
  readonly #transport: Transport;
  readonly #projectId: string;
  readonly #path: string;

  constructor(transport: Transport, projectId: string, id: string) {
    this.id = id;
    this.#transport = transport;
    this.#projectId = projectId;
    this.#path = path`/projects/${projectId}/providers/${id}`;
    this.metrics = new MetricList(transport, { path: `${this.#path}/metrics` });
    this.installations = new InstallationList(transport, `${this.#path}/installations`);
    this.metricDefinitions = new DefinitionList(transport, `${this.#path}/metric-definitions`);
  }

  /**
   * The totals of the provider in the project: `GET /projects/{id}/providers/{id}/report`; empty lists for one that does
   * not belong to it. An attempt has 120 seconds.
   *
   * @throws AccConfigError if `start` or `end` is no day, or they are in the wrong order
   */
  async report(period: ReportPeriod, options: ReportOptions = {}): Promise<ProviderReport> {
    const place = { path: `${this.#path}/report` };
    return readReport(this.#transport, (schemas) => schemas.provider, place, period, options);
  }

  /**
   * Makes the provider one of the project: `POST /projects/{id}/associate/provider/{id}`. From then on it can neither be
   * changed nor deleted.
   *
   * @throws AccConflictError if it is one already
   */
  async associate(options: CallOptions = {}): Promise<void> {
    const target = path`/projects/${this.#projectId}/associate/provider/${this.id}`;
    await perform(this.#transport, { method: "POST", path: target, ...options });
  }

  /**
   * Takes the provider out of the project: `POST /projects/{id}/dissociate/provider/{id}`; done, too, if it was none of
   * it.
   *
   * @throws AccConflictError if it has installations there
   */
  async dissociate(options: CallOptions = {}): Promise<void> {
    const target = path`/projects/${this.#projectId}/dissociate/provider/${this.id}`;
    await perform(this.#transport, { method: "POST", path: target, ...options });
  }
}

/** One provider in a project, by its external id. Nothing is asked before a verb is called. */
export class ExternalProjectProviderHandle {
  /** The metrics of the provider in the project. */
  readonly metrics: MetricList;
  readonly externalId: string;
  readonly #transport: Transport;
  readonly #projectId: string;

  constructor(transport: Transport, projectId: string, id: ExternalId) {
    this.externalId = id.externalId;
    this.#transport = transport;
    this.#projectId = projectId;
    const metrics = path`/projects/${projectId}/providers/external/metrics`;
    this.metrics = new MetricList(transport, placeByExternalId(metrics, id, "externalProviderId"));
  }

  /**
   * The totals of the provider in the project: `GET /projects/{id}/providers/external/report`. An attempt has 120
   * seconds.
   *
   * @throws AccConfigError if `start` or `end` is no day, or they are in the wrong order
   */
  async report(period: ReportPeriod, options: ReportOptions = {}): Promise<ProviderReport> {
    const target = path`/projects/${this.#projectId}/providers/external/report`;
    const place = placeByExternalId(target, this, "externalProviderId");
    return readReport(this.#transport, (schemas) => schemas.provider, place, period, options);
  }
}
