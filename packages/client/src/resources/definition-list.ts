import { type MetricDefinition, metricDefinitionSchema, type Page, type Paged } from "@argo-acc/core";

import type { Transport } from "../transport/transport.ts";
import { type ListOptions, pagedList } from "./paged-list.ts";

/** The metric definitions that something has metrics of. */
export class DefinitionList {
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, listPath: string) {
    this.#transport = transport;
    this.#path = listPath;
  }

  /**
   * `GET /projects/{id}/metric-definitions`, `GET /projects/{id}/providers/{id}/metric-definitions` or
   * `GET /installations/{id}/metric-definitions`. The service gives all of them on the first page, whatever `pageSize`
   * says.
   */
  list(options: ListOptions = {}): Paged<MetricDefinition> {
    const call = { method: "GET", path: this.#path };
    return pagedList(this.#transport, call, metricDefinitionSchema, {
      options,
      identify: (definition) => definition.metric_definition_id,
      amend: withoutEmptyPages,
    });
  }
}

/** The service announces as many pages as the size would make; after the first they are empty. */
function withoutEmptyPages<T>(page: Page<T>): Page<T> {
  const { number_of_page: number, total_elements: total, total_pages: announced, content } = page;
  const isWhole = number === 1 ? content.length >= total : content.length === 0 && number <= announced;
  return isWhole ? { ...page, total_pages: 1 } : page;
}
