import type { MetricItem, Paged } from "@argo-acc/core";

import type { Transport } from "../transport/transport.ts";
import { type MemberMetricFilter, type MetricFilter, metricList } from "./metric-filter.ts";
import type { ListOptions } from "./paged-list.ts";
import type { Place } from "./place.ts";

/** The metrics of a project, or of a provider in it. */
export class MetricList {
  readonly #transport: Transport;
  readonly #place: Place;

  constructor(transport: Transport, place: Place) {
    this.#transport = transport;
    this.#place = place;
  }

  /**
   * `GET /projects/{id}/metrics`, `GET /projects/{id}/providers/{id}/metrics` or
   * `GET /projects/{id}/providers/external/metrics`, 100 a page. An offset walk proves nothing while others write: for a
   * complete reading use `acc.metrics.readAll`, also where an id has characters such as `*` or `(`: the service looks for
   * ids by a pattern here, and could give what another one has.
   *
   * @throws AccConfigError if `start` or `end` is no day, or there is another filter
   */
  list(filter: MetricFilter = {}, options: ListOptions = {}): Paged<MetricItem> {
    return metricList(this.#transport, this.#place, filter, options);
  }
}

/** The metrics of a group or a user in a project. */
export class MemberMetricList {
  readonly #transport: Transport;
  readonly #place: Place;

  constructor(transport: Transport, place: Place) {
    this.#transport = transport;
    this.#place = place;
  }

  /**
   * `GET /projects/projects/{id}/groups/{id}/metrics` or `GET /projects/projects/{id}/users/{id}/metrics`, 100 a page;
   * nothing for a group or user that nobody knows. If an id has to be escaped in a URL (`g 1`), pages have 100 whatever
   * was asked for, and beyond the first the service fails.
   *
   * @throws AccConfigError if `start` or `end` is no day, or there is another filter
   */
  list(filter: MemberMetricFilter = {}, options: ListOptions = {}): Paged<MetricItem> {
    return metricList(this.#transport, this.#place, filter, options, ["start", "end"]);
  }
}
