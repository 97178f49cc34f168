import { type Paged, type Project, projectSchema } from "@argo-acc/core";

import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";

/** A list of project trees, as one source of the service gives them. */
export function projectList(transport: Transport, path: string, options: ListOptions): Paged<Project> {
  const call = { method: "GET", path, triesOn500: 2 };
  return pagedList(transport, call, projectSchema, { options, identify: ({ id }) => id });
}
