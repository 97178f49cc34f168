import { AccProtocolError, AccResponseError, type MetricItem, type Page } from "@argo-acc/core";

import type { SearchQuery } from "../resources/search/search-query.ts";
import { sealOf } from "./seal.ts";
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
  | { readonly kind: "whole"; readonly items: readonly MetricItem[]; readonly digest: string | null }
  /** More rows than the page holds; `items` are those that came. */
  | { readonly kind: "full"; readonly items: readonly MetricItem[]; readonly total: number }
  /** No answer agreed with itself. */
  | { readonly kind: "unsteady"; readonly error: AccProtocolError }
  /** 500 for this window: one of its rows cannot be printed. */
  | { readonly kind: "poisoned"; readonly error: AccResponseError };

/** An answer for a window that has to be cut. */
export type FullAnswer = Extract<WindowAnswer, { kind: "full" }>;

/** The same bytes as last time, not read. */
export interface UnchangedAnswer {
  readonly kind: "unchanged";
  readonly digest: string;
}

/** How a window is asked for. */
export interface AskOptions {
  readonly size: number;
  readonly triesOn500: number;
  readonly signal: AbortSignal;
}

/** What the digest of an answer is made with, and compared with. */
export interface Seal {
  /** What is asked for besides the query and the size. */
  readonly question: string;
  readonly last: string | null;
}

/** How often a window is asked that does not agree with its own count: others write meanwhile. */
export const ASKS = 5;

/**
 * Asks for a window in one request. The answer is whole if it has fewer rows than a page could hold and exactly as
 * many as the service counts.
 */
export function askWindow(
  search: WindowSearch,
  query: SearchQuery,
  options: AskOptions,
): Promise<WindowAnswer> {
  return askUntilWhole<never>(options.size, async () => {
    const page = await search(query, { page: 1, ...options });
    return { kind: "page", page: page.read(), digest: null };
  });
}

/** The same with digests: an answer that is what it was last time is not read. */
export function askSealed(
  search: WindowSearch,
  query: SearchQuery,
  options: AskOptions & { readonly seal: Seal },
): Promise<WindowAnswer | UnchangedAnswer> {
  const { seal, ...asking } = options;
  const question = JSON.stringify([seal.question, query, options.size]);
  return askUntilWhole<UnchangedAnswer>(options.size, async () => {
    const page = await search(query, { page: 1, ...asking });
    const digest = await sealOf(question, page.bytes);
    if (digest !== null && digest === seal.last) return { kind: "unchanged", digest };
    return { kind: "page", page: page.read(), digest };
  });
}

interface AskedPage {
  readonly kind: "page";
  readonly page: Page<MetricItem>;
  readonly digest: string | null;
}

async function askUntilWhole<Other extends UnchangedAnswer>(
  size: number,
  ask: () => Promise<AskedPage | Other>,
): Promise<WindowAnswer | Other> {
  let words = "";
  try {
    for (let time = 1; time <= ASKS; time++) {
      const asked = await ask();
      if (asked.kind === "unchanged") return asked;
      const { content, total_elements: counted } = asked.page;
      const total = Math.max(counted, content.length);
      if (total >= size) return { kind: "full", items: content, total };
      if (content.length === counted && areDistinct(content)) {
        return { kind: "whole", items: content, digest: asked.digest };
      }
      words = `${content.length} rows where it counts ${counted}`;
    }
  } catch (error) {
    if (error instanceof AccResponseError && error.status === 500) return { kind: "poisoned", error };
    throw error;
  }
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
