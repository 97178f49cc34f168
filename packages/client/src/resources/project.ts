import { type Project, type ProjectReport, projectSchema, type ReportPeriod } from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { DefinitionList } from "./definition-list.ts";
import { InstallationList } from "./installation-list.ts";
import { MetricList } from "./metric-list.ts";
import { path } from "./path.ts";
import { type ExternalId, isExternalId } from "./place.ts";
import { ProjectMemberHandle } from "./project-member.ts";
import { ExternalProjectProviderHandle, ProjectProviderHandle } from "./project-provider.ts";
import { readReport } from "./read-report.ts";
import type { ReportOptions } from "./report-options.ts";

/** One project. Nothing is asked before a verb is called. */
export class ProjectHandle {
  /** The metrics of the project. */
  readonly metrics: MetricList;
  /** The installations of the project. */
  readonly installations: InstallationList;
  /** The metric definitions that the project has metrics of. */
  readonly metricDefinitions: DefinitionList;
  readonly id: string;
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, id: string) {
    this.id = id;
    this.#transport = transport;
    this.#path = path`/projects/${id}`;
    this.metrics = new MetricList(transport, { path: `${this.#path}/metrics` });
    this.installations = new InstallationList(transport, `${this.#path}/installations`);
    this.metricDefinitions = new DefinitionList(transport, `${this.#path}/metric-definitions`);
  }

  /**
   * The project with its tree of providers and installations: `GET /projects/{id}`.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  async get(options: CallOptions = {}): Promise<Project> {
    return this.#transport.read(projectSchema, { method: "GET", path: this.#path, ...options });
  }

  /**
   * The totals of the project, its providers and their installations: `GET /projects/{id}/report`. An attempt has 120
   * seconds.
   *
   * @throws AccConfigError if `start` or `end` is no day, or they are in the wrong order
   */
  async report(period: ReportPeriod, options: ReportOptions = {}): Promise<ProjectReport> {
    const place = { path: `${this.#path}/report` };
    return readReport(this.#transport, (schemas) => schemas.project, place, period, options);
  }

  /** One provider as it takes part in this project, by its id or its external id. */
  provider(id: string): ProjectProviderHandle;
  provider(id: ExternalId): ExternalProjectProviderHandle;
  provider(id: string | ExternalId): ProjectProviderHandle | ExternalProjectProviderHandle {
    return isExternalId(id)
      ? new ExternalProjectProviderHandle(this.#transport, this.id, id)
      : new ProjectProviderHandle(this.#transport, this.id, id);
  }

  /** Those metrics of this project that were written with this group. */
  group(id: string): ProjectMemberHandle {
    return new ProjectMemberHandle(this.#transport, path`/projects/projects/${this.id}/groups/${id}`, id);
  }

  /** Those metrics of this project that were written with this user. */
  user(id: string): ProjectMemberHandle {
    return new ProjectMemberHandle(this.#transport, path`/projects/projects/${this.id}/users/${id}`, id);
  }
}
