import { COUNT_PAGE, type MetricItem, metricItemSchema, type Page, pageSchema } from "@argo-acc/core";

import type { SearchQuery } from "../resources/search/search-query.ts";
import type { Transport } from "../transport/transport.ts";

/** How a page of a search is asked for. */
export interface SearchRequest {
  readonly page: number;
  readonly size: number;
  /** How often an answer of 500 is accepted as the truth only after being asked again. */
  readonly triesOn500: number;
  readonly signal: AbortSignal;
}

/** A page that has come, and was not read yet. */
export interface UnreadPage {
  readonly bytes: Uint8Array;
  /** @throws AccProtocolError if it is no page of metrics */
  read(): Page<MetricItem>;
}

/** Asks for one page of a search. */
export type WindowSearch = (query: SearchQuery, request: SearchRequest) => Promise<UnreadPage>;

const schema = pageSchema(metricItemSchema);

/** Searches over a transport: `POST /metrics/search`. */
export function windowSearch(transport: Transport): WindowSearch {
  return async (query, { page, size, triesOn500, signal }) => {
    const answer = await transport.answer({
      method: "POST",
      path: "/metrics/search",
      query: { page, size },
      body: query,
      triesOn500,
      signal,
    });
    return { bytes: answer.bytes, read: () => answer.read(schema) };
  };
}

/** Whether a search can be counted: a count carries no rows, so no row can spoil it. */
export async function countSearch(
  search: WindowSearch,
  query: SearchQuery,
  signal: AbortSignal,
): Promise<number> {
  const page = await search(query, { page: COUNT_PAGE, size: 1, triesOn500: 5, signal });
  return page.read().total_elements;
}
