import {
  type Installation,
  type InstallationPatch,
  type InstallationReport,
  installationSchema,
  type ReportPeriod,
} from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { Capacities } from "./capacities.ts";
import { DefinitionList } from "./definition-list.ts";
import { InstallationMetrics } from "./installation-metrics.ts";
import { lowerHexId } from "./lower-hex-id.ts";
import { path } from "./path.ts";
import { perform } from "./perform.ts";
import { readReport } from "./read-report.ts";
import type { ReportOptions } from "./report-options.ts";

/** One installation. Nothing is asked before a verb is called. */
export class InstallationHandle {
  /** Its metrics. */
  readonly metrics: InstallationMetrics;
  /** What it can deliver. */
  readonly capacities: Capacities;
  /** The metric definitions that it has metrics of. */
  readonly metricDefinitions: DefinitionList;
  readonly id: string;
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, id: string) {
    this.id = id;
    this.#transport = transport;
    this.#path = path`/installations/${id}`;
    this.metrics = new InstallationMetrics(transport, `${this.#path}/metrics`);
    this.capacities = new Capacities(transport, `${this.#path}/capacities`);
    this.metricDefinitions = new DefinitionList(transport, `${this.#path}/metric-definitions`);
  }

  /**
   * The installation with its capacities: `GET /installations/{id}`.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  async get(options: CallOptions = {}): Promise<Installation> {
    return this.#transport.read(installationSchema, { method: "GET", path: this.#path, ...options });
  }

  /**
   * Changes the installation: `PATCH /installations/{id}`. What the patch leaves out stays.
   *
   * @throws AccPermissionError without an administrator's role, and once it ever had a metric, be it deleted since
   * @throws AccConflictError if its provider has another one of this name in the project
   */
  async update(patch: InstallationPatch, options: CallOptions = {}): Promise<Installation> {
    const call = { method: "PATCH", path: this.#path, body: patchBody(patch), ...options };
    return this.#transport.read(installationSchema, call);
  }

  /**
   * Deletes the installation with its capacities: `DELETE /installations/{id}`.
   *
   * @throws AccPermissionError without an administrator's role, and once it ever had a metric, be it deleted since
   */
  async delete(options: CallOptions = {}): Promise<void> {
    await perform(this.#transport, { method: "DELETE", path: this.#path, ...options });
  }

  /**
   * The totals of the installation: `GET /installations/{id}/report`. An attempt has 120 seconds.
   *
   * @throws AccConfigError if `start` or `end` is no day, or they are in the wrong order
   */
  async report(period: ReportPeriod, options: ReportOptions = {}): Promise<InstallationReport> {
    const place = { path: `${this.#path}/report` };
    return readReport(this.#transport, (schemas) => schemas.installation, place, period, options);
  }
}

/** A patch as it is sent: the id of a definition as the service keeps it. */
export function patchBody(patch: InstallationPatch): object {
  return { ...patch, unit_of_access: lowerHexId(patch.unit_of_access) };
}
