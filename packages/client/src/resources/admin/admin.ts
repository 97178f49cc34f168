import {
  AccConfigError,
  type ServiceCounts,
  serviceCountsSchema,
  type ServiceVersion,
  serviceVersionSchema,
} from "@argo-acc/core";

import type { CallOptions } from "../../transport/call.ts";
import type { Transport } from "../../transport/transport.ts";
import { checkDay } from "../check-day.ts";
import { Actors } from "./actors.ts";
import { AdminProjects } from "./admin-projects.ts";
import { AdminResources } from "./admin-resources.ts";
import { Entitlements } from "./entitlements.ts";
import { Settings } from "./settings.ts";
import { Tenants } from "./tenants.ts";

/** Two days, both of them inside. */
export interface CountsPeriod {
  /** `yyyy-mm-dd`. */
  readonly start: string;
  /** `yyyy-mm-dd`. */
  readonly end: string;
}

/** What only a system administrator may do; for everybody else each call is an AccPermissionError. */
export class Admin {
  readonly projects: AdminProjects;
  readonly resources: AdminResources;
  readonly entitlements: Entitlements;
  readonly actors: Actors;
  readonly tenants: Tenants;
  readonly settings: Settings;
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.projects = new AdminProjects(transport);
    this.resources = new AdminResources(transport);
    this.entitlements = new Entitlements(transport);
    this.actors = new Actors(transport);
    this.tenants = new Tenants(transport);
    this.settings = new Settings(transport);
  }

  /** Which version of the service this is: `GET /admin/version`. */
  async version(options: CallOptions = {}): Promise<ServiceVersion> {
    return this.#transport.read(serviceVersionSchema, { method: "GET", path: "/admin/version", ...options });
  }

  /**
   * How many definitions, metrics and actors were created from one day to another, by the service's clock and not by
   * the periods of the metrics: `GET /admin/metrics`.
   *
   * @throws AccConfigError for a day that is none, or an end before the start
   */
  async counts({ start, end }: CountsPeriod, options: CallOptions = {}): Promise<ServiceCounts> {
    if (checkDay("start", start) > checkDay("end", end)) {
      throw new AccConfigError(`start ${start} is after end ${end}`, { cure: "exchange them" });
    }
    const query = { startDate: start, endDate: end };
    const call = { method: "GET", path: "/admin/metrics", query, ...options };
    return this.#transport.read(serviceCountsSchema, call);
  }
}
