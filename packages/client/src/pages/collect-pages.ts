import type { AccError, MetricItem, Page } from "@argo-acc/core";

import { runTasks } from "../walk/run-tasks.ts";
import { asListFailure, type GuardedList, PAGE_SIZE } from "./guarded-list.ts";

/** A page of a pass, or why it did not come. */
export type CollectedPage =
  | { readonly outcome: "page"; readonly page: Page<MetricItem> }
  | { readonly outcome: "failed"; readonly error: AccError };

/** How pages are collected. */
export interface CollectOptions {
  /** Pages in flight at most. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Only rows of this definition. */
  readonly definition?: string | undefined;
}

/** Pages that are asked for before what they count is looked at. */
const BATCH = 100;

/**
 * Collects the pages of a list, in no promised order, up to the last one that any of them announces. A page that fails
 * stops no other.
 */
export async function* collectPages(
  list: GuardedList,
  options: CollectOptions,
): AsyncGenerator<CollectedPage, void, undefined> {
  const { definition, signal } = options;
  const ask = async (page: number, abort: AbortSignal): Promise<CollectedPage> => {
    try {
      return { outcome: "page", page: await list.page({ page, definition }, abort) };
    } catch (error) {
      return { outcome: "failed", error: asListFailure(error) };
    }
  };
  const first = await ask(1, signal);
  yield first;
  let last = first.outcome === "page" ? first.page.total_pages : await pagesOf(list, options);
  let next = 2;
  while (next <= last) {
    const from = next;
    next = Math.min(from + BATCH, last + 1);
    const numbers = Array.from({ length: next - from }, (_, index) => from + index);
    let isAtEnd = false;
    const work = async (page: number, abort: AbortSignal) =>
      ({ kind: "done", reading: await ask(page, abort) }) as const;
    for await (const collected of runTasks(numbers, work, options)) {
      yield collected;
      if (collected.outcome === "failed") continue;
      const { content, total_pages: announced } = collected.page;
      last = Math.max(last, announced);
      if (content.length === 0) isAtEnd = true;
    }
    if (isAtEnd) return;
  }
}

/** How many pages there are where the first one does not say it: none that could be had where links are the trouble. */
async function pagesOf(list: GuardedList, { definition, signal }: CollectOptions): Promise<number> {
  if (list.isEscaped || definition !== undefined) return 1;
  try {
    return Math.ceil((await list.count(signal)) / PAGE_SIZE);
  } catch (error) {
    asListFailure(error);
    return 1;
  }
}
