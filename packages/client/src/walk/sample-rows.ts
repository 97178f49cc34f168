import { AccResponseError, type MetricItem } from "@argo-acc/core";

import type { SearchQuery } from "../resources/search/search-query.ts";
import type { FullAnswer, WindowLimits } from "./ask-window.ts";
import type { WindowSearch } from "./window-search.ts";

/** Pages that a sample is taken from, and rows on each of them. */
const PAGES = 8;
const ROWS = 100;

/**
 * Rows from all over an answer that is far too large: those that came first tell little about the others, since the
 * service gives rows in the order they were written, and what was written together is alike.
 */
export async function sampleRows(
  search: WindowSearch,
  query: SearchQuery,
  answer: FullAnswer,
  { limits, signal }: { readonly limits: WindowLimits; readonly signal: AbortSignal },
): Promise<readonly MetricItem[]> {
  const size = Math.min(ROWS, limits.size);
  // where less came than was counted, the count is wrong and there is nothing else to come
  if (answer.total <= 2 * limits.size || answer.items.length < size) return answer.items;
  const pages = Math.floor(answer.total / size);
  const numbers = Array.from({ length: PAGES }, (_, at) => 1 + Math.floor(((at + 0.5) * pages) / PAGES));
  const asked = [...new Set(numbers)].map(async (page) => {
    try {
      return (await search(query, { page, size, triesOn500: 1, signal })).read().content;
    } catch (error) {
      if (error instanceof AccResponseError && error.status === 500) return []; // it only helps to guess well
      throw error;
    }
  });
  const sample = (await Promise.all(asked)).flat();
  return sample.length === 0 ? answer.items : sample;
}
