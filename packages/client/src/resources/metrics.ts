import {
  type Grant,
  type MetricItem,
  metricItemSchema,
  type Paged,
  type SearchWord,
  searchWordsSchema,
} from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import type { PageReading } from "../pages/page-reading.ts";
import { readPages, type ReadPagesOptions } from "../pages/read-pages.ts";
import type { MetricReading } from "../walk/metric-reading.ts";
import { LIMITS, readAll, type ReadAllOptions } from "../walk/read-all.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";
import { searchBody, type SearchQuery } from "./search/search-query.ts";
import { SEARCH_SIZE } from "./search-size.ts";

/** The metrics of the whole system. */
export class Metrics {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Searches metrics, one page after another: `POST /metrics/search`, 100 a page unless told, at most 1,000. The
   * service answers for the whole system, whatever the token was granted, and only for installations that still exist.
   *
   * @example
   * const query = allOf(textIs("project_id", "prj-1"), instantIs("time_period_start", "gte", "2024-01-01"));
   * for await (const metric of acc.metrics.search(query, { pageSize: 1000 })) console.log(metric.id, metric.value);
   */
  search(query: SearchQuery, options: ListOptions = {}): Paged<MetricItem> {
    return pagedList(
      this.#transport,
      { method: "POST", path: "/metrics/search", body: searchBody(query) },
      metricItemSchema,
      {
        options,
        maxPageSize: SEARCH_SIZE,
        identify: (metric) => metric.id,
      },
    );
  }

  /** The service's words for comparisons: `GET /operands`. */
  async searchOperands(options: CallOptions = {}): Promise<readonly SearchWord[]> {
    return this.#transport.read(searchWordsSchema, { method: "GET", path: "/operands", ...options });
  }

  /** The service's words for joining comparisons: `GET /operators`. */
  async searchOperators(options: CallOptions = {}): Promise<readonly SearchWord[]> {
    return this.#transport.read(searchWordsSchema, { method: "GET", path: "/operators", ...options });
  }

  /**
   * Reads every metric of a grant, provably: in windows of resource paths and period starts, each of them one search
   * request that holds all its rows. What others insert or delete meanwhile can shift nothing (a metric whose start is
   * changed can come twice or not at all); one that cannot be read makes a hole of its own installation and day.
   *
   * @example
   * const { grants } = await acc.discover();
   * for (const { grant } of grants) {
   *   for await (const metric of acc.metrics.readAll(grant, { start: "2024-01-01" })) console.log(metric.value);
   * }
   * @throws AccConfigError if `start` or `end` is no instant on a whole second, or they are in the wrong order
   */
  readAll(grant: Grant, options: ReadAllOptions = {}): MetricReading {
    const { clock } = this.#transport;
    return readAll(this.#transport, grant, options, { limits: LIMITS, now: () => clock.now() });
  }

  /**
   * Reads every metric of a grant by the plain lists, 100 a page: for a service whose search is refused, or does not agree
   * with its lists. `GET /installations/{id}/metrics`, one installation after another, where these have what the list of
   * the grant has (`GET /projects/{id}/metrics`, `GET /projects/{id}/providers/{id}/metrics`), else that list.
   *
   * Lists have no order, and rows that others insert and delete meanwhile move from page to page, so a list is read
   * several times with a count between: ids that were seen before the count and after it were there at that moment, and if
   * they are as many as were counted, they were all. This holds if the service counts what there is; that there is nothing
   * between installations is known from counts alone. It takes twice the requests of a plain list, about ten times
   * those of {@link Metrics.readAll}.
   *
   * @example
   * for await (const part of acc.metrics.readPages({ kind: "project", project_id: "prj-1" }).parts()) {
   *   if (part.outcome === "seen") console.log(part.items.length);
   *   if (part.outcome === "hole") console.error(part.window, part.error.message);
   * }
   * @throws AccConfigError if an id of the grant is none
   */
  readPages(grant: Grant, options: ReadPagesOptions = {}): PageReading {
    return readPages(this.#transport, grant, options);
  }
}
