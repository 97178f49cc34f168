import {
  type AccError,
  AccNotFoundError,
  AccPermissionError,
  AccProtocolError,
  AccResponseError,
  type Grant,
  type MetricItem,
  metricItemSchema,
  type Page,
} from "@argo-acc/core";

import { guardedPath } from "../count-metrics.ts";
import { DefinitionList } from "../resources/definition-list.ts";
import { pagedList } from "../resources/paged-list.ts";
import { escapedIds } from "../resources/path.ts";
import type { Transport } from "../transport/transport.ts";

/** How many rows a list gives at most in one answer. */
export const PAGE_SIZE = 100;

/** What has a list of its own. */
export type ListedGrant = Exclude<Grant, { kind: "system" }>;

/** Which page of which part of a list. */
export interface ListPage {
  readonly page: number;
  /** Only rows of this definition. */
  readonly definition?: string | undefined;
}

/** The plain list of a project, a provider or an installation, to which the service checks the right. */
export class GuardedList {
  readonly grant: ListedGrant;
  /** The request: `GET /projects/prj-1/metrics`. */
  readonly name: string;
  /** Whether its path holds an id that has to be escaped: such a list is served on one page or not at all. */
  readonly isEscaped: boolean;
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, grant: ListedGrant) {
    this.grant = grant;
    this.#transport = transport;
    this.#path = guardedPath(grant);
    this.name = `GET ${this.#path}`;
    this.isEscaped = escapedIds(this.#path).length > 0;
  }

  /** One page. A 500 is believed the second time: a row that cannot be printed gives it for ever. */
  page({ page, definition }: ListPage, signal: AbortSignal): Promise<Page<MetricItem>> {
    return this.#list(definition, 2).page(page, { signal });
  }

  /** How many rows there are now. */
  count(signal: AbortSignal): Promise<number> {
    return this.#list(undefined, 5).count({ signal });
  }

  /** The ids of the definitions that its metrics are said to use; none where that list fails. */
  async definitions(signal: AbortSignal): Promise<string[]> {
    const path = this.#path.replace(/metrics$/, "metric-definitions");
    try {
      const list = await new DefinitionList(this.#transport, path).list({ signal }).toArray();
      return list.map(({ metric_definition_id: id }) => id);
    } catch (error) {
      asListFailure(error);
      return [];
    }
  }

  #list(definition: string | undefined, triesOn500: number) {
    const query = { "metric-definition-id": definition };
    return pagedList(
      this.#transport,
      { method: "GET", path: this.#path, query, triesOn500 },
      metricItemSchema,
      { options: { pageSize: PAGE_SIZE }, identify: ({ id }) => id },
    );
  }
}

/**
 * An error that speaks of one list alone: it is refused, not there, broken, or gives what is no page.
 *
 * @throws the error if it is another one
 */
export function asListFailure(error: unknown): AccError {
  const isOfList =
    error instanceof AccPermissionError ||
    error instanceof AccNotFoundError ||
    error instanceof AccProtocolError ||
    (error instanceof AccResponseError && error.status === 500);
  if (isOfList) return error;
  throw error;
}
