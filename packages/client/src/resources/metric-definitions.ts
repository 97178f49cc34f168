import { type MetricDefinition, metricDefinitionSchema, type Paged } from "@argo-acc/core";

import type { CallOptions } from "../transport/call.ts";
import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";
import { path } from "./path.ts";

/** The metric definitions of the service. Both verbs need an operations role. */
export class MetricDefinitions {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every metric definition: `GET /metric-definitions`. */
  list(options: ListOptions = {}): Paged<MetricDefinition> {
    return pagedList(
      this.#transport,
      { method: "GET", path: "/metric-definitions" },
      metricDefinitionSchema,
      {
        options,
        identify: (definition) => definition.metric_definition_id,
      },
    );
  }

  /**
   * One metric definition: `GET /metric-definitions/{id}`.
   *
   * @throws AccNotFoundError, AccPermissionError
   */
  get(id: string, options: CallOptions = {}): Promise<MetricDefinition> {
    const call = { method: "GET", path: path`/metric-definitions/${id}`, ...options };
    return this.#transport.read(metricDefinitionSchema, call);
  }
}
