import {
  AccAuthenticationError,
  AccConfigError,
  type AccError,
  AccProtocolError,
  AccResponseError,
  formatInstant,
  type MetricItem,
  type Paged,
  parseInstant,
} from "@argo-acc/core";
import type { Entry } from "@argo-acc/store/outbox";

import type { Look } from "./look.ts";
import type { LookSource } from "./look-source.ts";
import { sortToEntries } from "./same-metric.ts";

const DAY_MS = 86_400_000;

/**
 * Looks entries up where search cannot be used: by the lists of their installations, one for each definition and span of
 * days. With both days given a list leaves out what ends after 00:00 of the last one, so it is asked up to the day
 * after.
 */
export async function lookByLists(source: LookSource, entries: readonly Entry[]): Promise<Look[]> {
  const looks: Look[] = [];
  for (const part of Map.groupBy(entries, listOf).values()) {
    const [first] = part;
    if (first === undefined) continue;
    const asked = source.now();
    const metrics = await readList(source, first);
    const time = { asked, answered: source.now() };
    const upstream = Array.isArray(metrics) ? sortToEntries(part, metrics) : undefined;
    for (const entry of part) {
      const found = upstream?.get(entry.id);
      if (found !== undefined) looks.push({ entry, upstream: found, time });
      else if (!Array.isArray(metrics)) looks.push({ entry, error: metrics });
    }
  }
  return looks;
}

function listOf(entry: Entry): string {
  return JSON.stringify([entry.installation_id, entry.metric_definition_id, ...daysOf(entry)]);
}

function daysOf(entry: Entry): [start: string, end: string] {
  const end = parseInstant(entry.time_period_end)?.epochMs ?? 0;
  return [entry.time_period_start.slice(0, 10), formatInstant(end + DAY_MS).slice(0, 10)];
}

async function readList({ acc, signal }: LookSource, entry: Entry): Promise<MetricItem[] | AccError> {
  const [start, end] = daysOf(entry);
  const { metric_definition_id, installation_id } = entry;
  try {
    const list = acc.installation(installation_id).metrics.list({ start, end, metric_definition_id });
    return await readProven(list, signal, `the metrics of installation ${installation_id}`);
  } catch (error) {
    // Another entry's installation may be readable all the same.
    if (error instanceof AccConfigError) return error;
    if (
      error instanceof AccResponseError &&
      !(error instanceof AccAuthenticationError) &&
      error.status <= 500
    ) {
      return error;
    }
    throw error;
  }
}

/** One page is complete in itself. Several shift under writes, so they are read twice and must agree. */
async function readProven(
  list: Paged<MetricItem>,
  signal: AbortSignal,
  what: string,
): Promise<MetricItem[] | AccError> {
  const first = await readOnce(list, signal);
  if (first.isWhole && first.pages === 1) return first.metrics;
  const second = await readOnce(list, signal);
  const ids = new Set(first.metrics.map(({ id }) => id));
  const isSame = ids.size === second.metrics.length && second.metrics.every(({ id }) => ids.has(id));
  if (first.isWhole && second.isWhole && isSame) return second.metrics;
  return new AccProtocolError(`looking up queued metrics: ${what} changed while they were listed`, {
    retryable: true,
    cure: "push again later: nothing is sent without having been looked up",
  });
}

async function readOnce(
  list: Paged<MetricItem>,
  signal: AbortSignal,
): Promise<{ metrics: MetricItem[]; pages: number; isWhole: boolean }> {
  const reading = list.read({ signal });
  const metrics: MetricItem[] = [];
  for await (const metric of reading) metrics.push(metric);
  const { items, repeats, pages, firstTotal, lastTotal } = reading.coverage;
  return { metrics, pages, isWhole: repeats === 0 && items === firstTotal && items === lastTotal };
}
