import { type List, type Paged, type Project, projectSchema } from "@argo-acc/core";

import { listProjects } from "../discover/list-projects.ts";
import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";
import { searchBody, type SearchQuery } from "./search/search-query.ts";

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
   * @throws AccAuthenticationError, AccNetworkError, AccResponseError if a source fails for another reason than a missing
   *   right or route, since projects could be missing then, or if no source answers
   */
  list(options: CallOptions = {}): List<Project> {
    return listProjects(this.#transport, options);
  }

  /**
   * `POST /projects/search`, 100 a page. **The service ignores the query**: whatever it says, every project comes. Needs
   * a system administrator's role.
   */
  search(query: SearchQuery<string>, options: ListOptions = {}): Paged<Project> {
    const call = { method: "POST", path: "/projects/search", body: searchBody(query) };
    return pagedList(this.#transport, call, projectSchema, { options, identify: ({ id }) => id });
  }
}
