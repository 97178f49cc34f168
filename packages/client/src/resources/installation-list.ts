import { type Installation, installationSchema, type Paged } from "@argo-acc/core";

import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";

/** The installations of a project, or of a provider in it. */
export class InstallationList {
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, listPath: string) {
    this.#transport = transport;
    this.#path = listPath;
  }

  /**
   * `GET /projects/{id}/installations` or `GET /projects/{id}/providers/{id}/installations`, 100 a page. These have no
   * `capacities`.
   */
  list(options: ListOptions = {}): Paged<Installation> {
    const call = { method: "GET", path: this.#path };
    return pagedList(this.#transport, call, installationSchema, { options, identify: ({ id }) => id });
  }
}
