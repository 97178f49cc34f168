import { type AccError, AccResponseError } from "@argo-acc/core";
import type { Entry } from "@argo-acc/store/outbox";

import type { Look } from "./look.ts";
import { lookByLists } from "./look-by-lists.ts";
import { lookBySearch } from "./look-by-search.ts";
import type { LookSource } from "./look-source.ts";

/** So many entries of one installation and definition that no answer can hold speak for the others of them. */
const FAILURES = 3;

/**
 * Looks entries up, each by a complete answer: one that has as many rows as it counts. An answer that cannot be had
 * is asked for more narrowly, down to single entries.
 *
 * @throws AccError if the service cannot be asked at all
 */
export async function lookUp(source: LookSource, entries: readonly Entry[]): Promise<Look[]> {
  const looks: Look[] = [];
  const failures = new Map<string, AccError[]>();
  // What may fail for one reason stands together, so that halving parts it from the rest.
  const waiting = [[...Map.groupBy(entries, kindOf).values()].flat()];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const [entry] = part;
    if (entry === undefined) continue;
    const hopeless = hopelessness(failures, part);
    const result = hopeless ?? (await lookAtOnce(source, part));
    if (Array.isArray(result)) {
      looks.push(...result);
    } else if (part.length === 1 || hopeless !== undefined) {
      for (const one of part) looks.push({ entry: one, error: result });
      if (result instanceof AccResponseError) {
        failures.set(kindOf(entry), [...(failures.get(kindOf(entry)) ?? []), result]);
      }
    } else {
      const half = Math.ceil(part.length / 2);
      waiting.push(part.slice(half), part.slice(0, half));
    }
  }
  return looks;
}

/** @returns the looks, or why they could not be had in one answer */
async function lookAtOnce(source: LookSource, entries: readonly Entry[]): Promise<Look[] | AccError> {
  const found = source.hasSearch ? await lookBySearch(source, entries) : undefined;
  return found ?? lookByLists(source, entries);
}

/** Why there is no use in asking for these entries, if others of their kind have failed often enough. */
function hopelessness(
  failures: ReadonlyMap<string, readonly AccError[]>,
  entries: readonly Entry[],
): AccError | undefined {
  const [kind, ...more] = new Set(entries.map(kindOf));
  const errors = more.length > 0 ? undefined : failures.get(kind ?? "");
  return errors === undefined || errors.length < FAILURES ? undefined : errors[0];
}

function kindOf({ installation_id, metric_definition_id }: Entry): string {
  return JSON.stringify([installation_id, metric_definition_id]);
}
