import {
  type Installation,
  installationSchema,
  type List,
  type MetricItem,
  type Paged,
  type Project,
  projectSchema,
} from "@argo-acc/core";

import { listProjects } from "../discover/list-projects.ts";
import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { type MetricFilter, metricList } from "./metric-filter.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";
import { path } from "./path.ts";

/** The projects of the service. */
export class Projects {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Every project this token can see, on any version of the service: merged from `GET /admin/projects`,
   * `GET /projects` (service 1.7 and older), `GET /clients/me` and `GET /providers/all`, whichever answer.
   *
   * @throws AccAuthenticationError, AccNetworkError if a source fails for another reason than a missing right or route
   */
  list(options: CallOptions = {}): List<Project> {
    return listProjects(this.#transport, options);
  }
}

/** One project. Nothing is asked before a verb is called. */
export class ProjectHandle {
  /** The metrics of the project. */
  readonly metrics: MetricList;
  /** The installations of the project. */
  readonly installations: InstallationList;
  readonly id: string;
  readonly #transport: Transport;

  constructor(transport: Transport, id: string) {
    this.id = id;
    this.#transport = transport;
    this.metrics = new MetricList(transport, path`/projects/${id}/metrics`);
    this.installations = new InstallationList(transport, path`/projects/${id}/installations`);
  }

  /**
   * The project with its tree of providers and installations: `GET /projects/{id}`.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  get(options: CallOptions = {}): Promise<Project> {
    const call = { method: "GET", path: path`/projects/${this.id}`, ...options };
    return this.#transport.read(projectSchema, call);
  }

  /** One provider as it takes part in this project. */
  provider(id: string): ProjectProviderHandle {
    return new ProjectProviderHandle(this.#transport, this.id, id);
  }
}

/** One provider in a project. */
export class ProjectProviderHandle {
  /** The metrics of the provider in the project. */
  readonly metrics: MetricList;
  /** The installations of the provider in the project. */
  readonly installations: InstallationList;
  readonly id: string;

  constructor(transport: Transport, projectId: string, id: string) {
    this.id = id;
    this.metrics = new MetricList(transport, path`/projects/${projectId}/providers/${id}/metrics`);
    this.installations = new InstallationList(
      transport,
      path`/projects/${projectId}/providers/${id}/installations`,
    );
  }
}

/** The metrics at one level. */
export class MetricList {
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, listPath: string) {
    this.#transport = transport;
    this.#path = listPath;
  }

  /**
   * `GET …/metrics`, 100 a page. An offset walk proves nothing while others write: for a complete reading use
   * `acc.metrics.readAll`.
   */
  list(filter: MetricFilter = {}, options: ListOptions = {}): Paged<MetricItem> {
    return metricList(this.#transport, this.#path, filter, options);
  }
}

/** The installations at one level. */
export class InstallationList {
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, listPath: string) {
    this.#transport = transport;
    this.#path = listPath;
  }

  /** `GET …/installations`, 100 a page. These have no `capacities`. */
  list(options: ListOptions = {}): Paged<Installation> {
    const call = { method: "GET", path: this.#path };
    return pagedList(this.#transport, call, installationSchema, { options, identify: ({ id }) => id });
  }
}
