import { isSearchableText } from "@argo-acc/client";
import {
  type AccError,
  AccNotFoundError,
  AccPermissionError,
  AccProtocolError,
  AccResponseError,
} from "@argo-acc/core";
import type { Entry } from "@argo-acc/store/outbox";

import type { SeenLook } from "./look.ts";
import { lookQuery } from "./look-query.ts";
import type { LookSource } from "./look-source.ts";
import { sortToEntries, type Upstream } from "./same-metric.ts";

/** The service's limit for one answer of a search. */
const PAGE = 1000;
/** While others write, the count and the rows of one answer can differ. */
const TRIES = 3;

/**
 * Looks entries up in one request.
 *
 * @returns the looks; why they cannot be had in one answer; or `undefined` where search cannot be used, now or later
 * @throws AccError if the service cannot be asked at all
 */
export async function lookBySearch(
  source: LookSource,
  entries: readonly Entry[],
): Promise<SeenLook[] | AccError | undefined> {
  const { acc, now, signal } = source;
  if (!entries.every(isSearchable)) return undefined;
  let precise = false;
  for (let tries = 1; tries <= TRIES; tries++) {
    const asked = now();
    try {
      const list = acc.metrics.search(lookQuery(entries, precise), { pageSize: PAGE, signal });
      const { content, total_elements } = await list.page(1);
      if (content.length === total_elements) {
        const time = { asked, answered: now() };
        const upstream = sortToEntries(entries, content);
        return entries.map((entry) => ({ entry, upstream: upstream.get(entry.id) ?? NOTHING, time }));
      }
      if (total_elements > PAGE && precise) return tooMany(total_elements);
      if (total_elements > PAGE) precise = true;
    } catch (error) {
      if (error instanceof AccPermissionError || error instanceof AccNotFoundError) break;
      if (!(error instanceof AccResponseError) || error.status !== 500) throw error;
      await source.checkService();
      return error;
    }
  }
  source.giveUpSearch();
  return undefined;
}

/** Ids are what people typed. */
function isSearchable({ installation_id, metric_definition_id }: Entry): boolean {
  return isSearchableText(installation_id) && isSearchableText(metric_definition_id);
}

const NOTHING: Upstream = { equal: [], others: new Map() };

function tooMany(total: number): AccError {
  return new AccProtocolError(`looking up queued metrics: the service counts ${total} and gives ${PAGE}`, {
    retryable: true,
    cure: "push again later: nothing is sent without having been looked up",
  });
}
