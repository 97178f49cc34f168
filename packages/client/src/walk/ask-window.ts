import { AccProtocolError, AccResponseError, type MetricItem, type Page } from "@argo-acc/core";

import type { SearchQuery } from "../resources/search/search-query.ts";
import type { WindowSearch } from "./window-search.ts";

/** How many rows a window may have. */
export interface WindowLimits {
  /** The largest page: a window proves itself only with fewer rows. */
  readonly size: number;
  /** How many rows a cut aims at. */
  readonly target: number;
}

/** What the service answers for a window. */
export type WindowAnswer =
  /** Every row there is, in one answer. */
  | { readonly kind: "whole"; readonly items: readonly MetricItem[] }
  /** More rows than the page holds; `items` are those that came. */
  | { readonly kind: "full"; readonly items: readonly MetricItem[]; readonly total: number }
  /** No answer agreed with itself. */
  | { readonly kind: "unsteady"; readonly error: AccProtocolError }
  /** 500 for this window: one of its rows cannot be printed. */
  | { readonly kind: "poisoned"; readonly error: AccResponseError };

/** An answer for a window that has to be cut. */
export type FullAnswer = Extract<WindowAnswer, { kind: "full" }>;

/** How often a window is asked that does not agree with its own count: others write meanwhile. */
export const ASKS = 5;

/**
 * Asks for a window in one request. The answer is whole if it has fewer rows than a page could hold and exactly as
 * many as the service counts.
 */
export async function askWindow(
  search: WindowSearch,
  query: SearchQuery,
  options: { readonly size: number; readonly triesOn500: number; readonly signal: AbortSignal },
): Promise<WindowAnswer> {
  const { size, triesOn500, signal } = options;
  let page: Page<MetricItem> | undefined;
  try {
    for (let ask = 1; ask <= ASKS; ask++) {
      page = await search(query, { page: 1, size, triesOn500, signal });
      const total = Math.max(page.total_elements, page.content.length);
      if (total >= size) return { kind: "full", items: page.content, total };
      if (page.content.length === page.total_elements && areDistinct(page.content)) {
        return { kind: "whole", items: page.content };
      }
    }
  } catch (error) {
    if (error instanceof AccResponseError && error.status === 500) return { kind: "poisoned", error };
    throw error;
  }
  const words = `${page?.content.length} rows where it counts ${page?.total_elements}`;
  const error = new AccProtocolError(
    `POST /metrics/search: asked ${ASKS} times, the service gives ${words}`,
    {
      retryable: true,
      cure: "read again when less is written",
    },
  );
  return { kind: "unsteady", error };
}

/** Whether no metric comes twice. */
export function areDistinct(items: readonly MetricItem[]): boolean {
  return new Set(items.map((item) => item.id)).size === items.length;
}
