import {
  type MetricDefinition,
  type MetricDefinitionPatch,
  metricDefinitionSchema,
  type NewMetricDefinition,
  type Paged,
} from "@argo-acc/core";

import type { Call, CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";
import { path } from "./path.ts";
import { perform } from "./perform.ts";
import type { MetricDefinitionSearchField } from "./search/search-fields.ts";
import { searchBody, type SearchQuery } from "./search/search-query.ts";

/**
 * The metric definitions of the service. Reading needs an operations role, writing that of an operations admin. One that
 * a metric uses can be neither changed nor deleted.
 */
export class MetricDefinitions {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every metric definition: `GET /metric-definitions`. */
  list(options: ListOptions = {}): Paged<MetricDefinition> {
    return this.#paged({ method: "GET", path: "/metric-definitions" }, options);
  }

  /**
   * Searches metric definitions, one page after another: `POST /metric-definitions/search`.
   *
   * @example
   * const inSeconds = acc.metricDefinitions.search(textIs("unit_type", "s"));
   */
  search(
    query: SearchQuery<MetricDefinitionSearchField>,
    options: ListOptions = {},
  ): Paged<MetricDefinition> {
    return this.#paged(
      { method: "POST", path: "/metric-definitions/search", body: searchBody(query) },
      options,
    );
  }

  /**
   * One metric definition: `GET /metric-definitions/{id}`.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  async get(id: string, options: CallOptions = {}): Promise<MetricDefinition> {
    const call = { method: "GET", path: path`/metric-definitions/${id}`, ...options };
    return this.#transport.read(metricDefinitionSchema, call);
  }

  /**
   * Adds a metric definition: `POST /metric-definitions`.
   *
   * @throws AccNotFoundError if there is no such unit type or metric type
   * @throws AccConflictError if there is one of this name and unit
   */
  async add(definition: NewMetricDefinition, options: CallOptions = {}): Promise<MetricDefinition> {
    const call = { method: "POST", path: "/metric-definitions", body: definition, expect: 201, ...options };
    return this.#transport.read(metricDefinitionSchema, call);
  }

  /**
   * Changes a metric definition: `PATCH /metric-definitions/{id}`.
   *
   * @throws AccConflictError if a metric uses it, or there is another of this name and unit
   * @throws AccNotFoundError if there is no such definition, unit type or metric type
   */
  async update(
    id: string,
    patch: MetricDefinitionPatch,
    options: CallOptions = {},
  ): Promise<MetricDefinition> {
    const call = { method: "PATCH", path: path`/metric-definitions/${id}`, body: patch, ...options };
    return this.#transport.read(metricDefinitionSchema, call);
  }

  /**
   * Deletes a metric definition: `DELETE /metric-definitions/{id}`. One that is only an installation's unit of access
   * goes, and the installation has none then.
   *
   * @throws AccConflictError if a metric uses it
   */
  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await perform(this.#transport, { method: "DELETE", path: path`/metric-definitions/${id}`, ...options });
  }

  #paged(call: Call, options: ListOptions): Paged<MetricDefinition> {
    return pagedList(this.#transport, call, metricDefinitionSchema, {
      options,
      identify: (definition) => definition.metric_definition_id,
    });
  }
}
