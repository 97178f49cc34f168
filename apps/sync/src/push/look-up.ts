import type { AccClient } from "@argo-acc/client";
import {
  type AccError,
  AccNotFoundError,
  AccPermissionError,
  AccProtocolError,
  AccResponseError,
} from "@argo-acc/core";
import type { Entry, LookTime } from "@argo-acc/store/outbox";

import { lookByLists } from "./look-by-lists.ts";
import { lookQuery } from "./look-query.ts";
import { sortToEntries, type Upstream } from "./same-metric.ts";

/** One entry's look: what is upstream, or why that could not be found out. */
export type Look =
  | { readonly entry: Entry; readonly upstream: Upstream; readonly time: LookTime }
  | { readonly entry: Entry; readonly error: AccError };

/** Options of {@link lookUp}. */
export interface LookUpOptions {
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** The service's limit for one answer of a search. */
const PAGE = 1000;
/** While others write, the count and the rows of one answer can differ. */
const TRIES = 3;
/** So many single entries that fail, and none that can be looked up: the service is at fault, not the entries. */
const FAILURES = 3;

/**
 * Looks entries up, each by a complete answer: one that has as many rows as it counts. An answer that cannot be had
 * is asked for more narrowly, down to single entries.
 *
 * @throws AccError if the service cannot be asked at all
 */
export async function lookUp(
  acc: AccClient,
  entries: readonly Entry[],
  options: LookUpOptions,
): Promise<Look[]> {
  const looks: Look[] = [];
  const waiting: (readonly Entry[])[] = entries.length === 0 ? [] : [entries];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const result = await lookAtOnce(acc, part, options);
    const [entry] = part;
    if (Array.isArray(result)) {
      looks.push(...result);
    } else if (entry !== undefined && part.length === 1) {
      looks.push({ entry, error: result });
      if (looks.length >= FAILURES && looks.every((look) => "error" in look)) throw result;
    } else {
      const half = Math.ceil(part.length / 2);
      waiting.push(part.slice(half), part.slice(0, half));
    }
  }
  return looks;
}

async function lookAtOnce(
  acc: AccClient,
  entries: readonly Entry[],
  options: LookUpOptions,
): Promise<Look[] | AccError> {
  let precise = false;
  for (let tries = 1; ; tries++) {
    const asked = options.now();
    try {
      const list = acc.metrics.search(lookQuery(entries, precise), {
        pageSize: PAGE,
        signal: options.signal,
      });
      const page = await list.page(1);
      if (page.content.length === page.total_elements) {
        const time = { asked, answered: options.now() };
        const upstream = sortToEntries(entries, page.content);
        return entries.map((entry) => ({ entry, upstream: upstream.get(entry.id) ?? NOTHING, time }));
      }
      if (page.total_elements > PAGE && !precise) precise = true;
      else if (page.total_elements > PAGE || tries >= TRIES) return incomplete(page);
    } catch (error) {
      if (error instanceof AccPermissionError || error instanceof AccNotFoundError) {
        return lookByLists(acc, entries, options);
      }
      if (error instanceof AccResponseError && error.status === 500) return error;
      throw error;
    }
  }
}

const NOTHING: Upstream = { equal: [], others: [] };

function incomplete(page: {
  readonly content: readonly unknown[];
  readonly total_elements: number;
}): AccError {
  return new AccProtocolError(
    `looking up queued metrics: the service counts ${page.total_elements} and gives ${page.content.length}`,
    { retryable: true, cure: "push again later: nothing is sent without having been looked up" },
  );
}
