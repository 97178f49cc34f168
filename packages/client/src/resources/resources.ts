import { type Paged, type Resource, resourceSchema } from "@argo-acc/core";

import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";

/** What installations can be instances of. `acc.admin.resources` adds and deletes them. */
export class Resources {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every resource: `GET /resources`. */
  list(options: ListOptions = {}): Paged<Resource> {
    const call = { method: "GET", path: "/resources" };
    return pagedList(this.#transport, call, resourceSchema, { options, identify: ({ id }) => id });
  }
}
