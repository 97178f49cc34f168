import {
  type Provider,
  type ProviderGlobalReport,
  type ProviderPatch,
  providerSchema,
  type ReportPeriod,
} from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { path } from "./path.ts";
import { perform } from "./perform.ts";
import { type ExternalId, placeByExternalId } from "./place.ts";
import { readReport } from "./read-report.ts";
import type { ReportOptions } from "./report-options.ts";

/** One provider, in whatever projects. Nothing is asked before a verb is called. */
export class ProviderHandle {
  readonly id: string;
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, id: string) {
    this.id = id;
    this.#transport = transport;
    this.#path = path`/providers/${id}`;
  }

  /**
   * The provider: `GET /providers/{id}`. Needs an operations role.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  async get(options: CallOptions = {}): Promise<Provider> {
    return this.#transport.read(providerSchema, { method: "GET", path: this.#path, ...options });
  }

  /**
   * Changes the provider: `PATCH /providers/{id}`. What the patch leaves out stays.
   *
   * @throws AccPermissionError without an operations administrator's role, and once it belongs to a project
   * @throws AccConflictError if the name is in use
   */
  async update(patch: ProviderPatch, options: CallOptions = {}): Promise<Provider> {
    const call = { method: "PATCH", path: this.#path, body: patch, ...options };
    return this.#transport.read(providerSchema, call);
  }

  /**
   * Deletes the provider: `DELETE /providers/{id}`.
   *
   * @throws AccPermissionError without an operations administrator's role, and while it belongs to a project
   */
  async delete(options: CallOptions = {}): Promise<void> {
    await perform(this.#transport, { method: "DELETE", path: this.#path, ...options });
  }

  /**
   * The totals of the provider in all its projects: `GET /providers/{id}/report`. Only for a representative of the
   * provider with an administrator's role, and for the system's administrators; version 1.7 tells whoever may view the
   * provider of the projects where this is so. An attempt has 120 seconds.
   *
   * @throws AccConfigError if `start` or `end` is no day, or they are in the wrong order
   */
  async report(period: ReportPeriod, options: ReportOptions = {}): Promise<ProviderGlobalReport> {
    const place = { path: `${this.#path}/report` };
    return readReport(this.#transport, (schemas) => schemas.providerGlobal, place, period, options);
  }
}

/** One provider by its external id. Nothing is asked before a verb is called. */
export class ExternalProviderHandle {
  readonly externalId: string;
  readonly #transport: Transport;

  constructor(transport: Transport, id: ExternalId) {
    this.externalId = id.externalId;
    this.#transport = transport;
  }

  /**
   * The provider: `GET /providers/external`. Needs an operations role.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  async get(options: CallOptions = {}): Promise<Provider> {
    const place = placeByExternalId("/providers/external", this);
    return this.#transport.read(providerSchema, { method: "GET", ...place, ...options });
  }

  /**
   * The totals of the provider in all its projects: `GET /providers/report/external`. Only for a representative of the
   * provider with an administrator's role, and for the system's administrators. An attempt has 120 seconds.
   *
   * @throws AccConfigError if `start` or `end` is no day, or they are in the wrong order
   */
  async report(period: ReportPeriod, options: ReportOptions = {}): Promise<ProviderGlobalReport> {
    const place = placeByExternalId("/providers/report/external", this);
    return readReport(this.#transport, (schemas) => schemas.providerGlobal, place, period, options);
  }
}
