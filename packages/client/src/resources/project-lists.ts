import { type Paged, type Project, projectSchema } from "@argo-acc/core";

import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";

/** A list of projects from one source of the service. */
export class ProjectList {
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, listPath: string) {
    this.#transport = transport;
    this.#path = listPath;
  }

  /** 100 a page. */
  list(options: ListOptions = {}): Paged<Project> {
    const call = { method: "GET", path: this.#path, triesOn500: 2 };
    return pagedList(this.#transport, call, projectSchema, { options, identify: ({ id }) => id });
  }
}

/** What the token itself was given. */
export class Me {
  /**
   * The projects the token's roles name, restricted to what each role covers: `GET /clients/me`. One row a role, so a
   * project can come several times; `acc.projects.list()` merges them.
   */
  readonly projects: ProjectList;

  constructor(transport: Transport) {
    this.projects = new ProjectList(transport, "/clients/me");
  }
}

/** What only a system administrator may ask. */
export class Admin {
  /** Every project with its tree: `GET /admin/projects`. */
  readonly projects: ProjectList;

  constructor(transport: Transport) {
    this.projects = new ProjectList(transport, "/admin/projects");
  }
}
