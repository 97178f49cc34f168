import { type MetricItem, metricItemSchema, type Paged } from "@argo-acc/core";

import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";
import type { SearchQuery } from "./search-query.ts";

/** The largest page of a search. */
export const SEARCH_SIZE = 1000;

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
   * const query = allOf(textIs("project_id", "prj-1"), instantIs("time_period_start", "gte", Date.UTC(2024, 0)));
   * for await (const metric of acc.metrics.search(query, { pageSize: 1000 })) console.log(metric.id, metric.value);
   */
  search(query: SearchQuery, options: ListOptions = {}): Paged<MetricItem> {
    return pagedList(
      this.#transport,
      { method: "POST", path: "/metrics/search", body: query },
      metricItemSchema,
      {
        options,
        maxPageSize: SEARCH_SIZE,
        identify: (metric) => metric.id,
      },
    );
  }
}
