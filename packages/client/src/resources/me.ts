import {
  type NamedProject,
  namedProjectSchema,
  type Paged,
  type Permission,
  permissionsSchema,
} from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";
import { perform } from "./perform.ts";

/** Who calls. */
export class Me {
  /** What the token's entitlements name. */
  readonly projects: MyProjects;
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.projects = new MyProjects(transport);
  }

  /**
   * Makes the caller known to the service, so that entitlements can be assigned to it: `POST /clients`. Who is known
   * stays known; a call whose outcome is not certain can simply be made again.
   */
  async register(options: CallOptions = {}): Promise<void> {
    await perform(this.#transport, { method: "POST", path: "/clients", ...options });
  }

  /**
   * What can be done with the catalogue, whoever asks: `GET /clients/general-permissions`. The same for every token; it
   * does not say what this one may do.
   */
  async permissions(options: CallOptions = {}): Promise<readonly Permission[]> {
    const call = { method: "GET", path: "/clients/general-permissions", ...options };
    return this.#transport.read(permissionsSchema, call);
  }
}

/** What the token's entitlements name. */
export class MyProjects {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * The projects that the token's entitlements name, each cut down to what the entitlement covers: `GET /clients/me`. One
   * row an entitlement, so a project can come several times; `acc.projects.list()` merges them. That a project is named
   * does not say that it can be read: `acc.discover()` finds that out.
   */
  list(options: ListOptions = {}): Paged<NamedProject> {
    const call = { method: "GET", path: "/clients/me", triesOn500: 2 };
    return pagedList(this.#transport, call, namedProjectSchema, { options, identify: ({ id }) => id });
  }
}
