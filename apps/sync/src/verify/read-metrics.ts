import {
  type AccError,
  AccResponseError,
  formatInstant,
  grantKey,
  type MetricItem,
  type MetricWindow,
  parseInstant,
} from "@argo-acc/core";
import { findFacts, type MetricFacts, type PairIds, readFacts } from "@argo-acc/store/mirror";

import { isRefused } from "../pull/unavailable.ts";
import { compareMetrics, type FoundMetric } from "./compare-metrics.ts";
import { countStartsListed } from "./count-listed.ts";
import {
  addMetrics,
  type InstallationGrant,
  installationOf,
  isReadWhole,
  type Verifying,
} from "./verifying.ts";

/** How often a list is read that changes while it is read. */
const TRIES = 3;

/** What is read: an installation, or one definition of it. */
interface Scope {
  readonly installation: InstallationGrant;
  readonly metric_definition_id: string | undefined;
}

/** What a reading by search came to. */
interface SearchReading {
  readonly rows: number;
  readonly found: readonly FoundMetric[];
  /** The windows that could not be read, and why. */
  readonly holes: readonly { readonly window: MetricWindow; readonly error: AccError }[];
}

/** Compares every metric of an installation that starts in the range. */
export async function readWholeInstallation(
  verifying: Verifying,
  installation: InstallationGrant,
): Promise<void> {
  if (isReadWhole(verifying, installation)) return;
  verifying.readWhole.add(grantKey(installation));
  await compareAll(verifying, { installation, metric_definition_id: undefined });
}

/** Compares every metric of a pair that starts in the range. */
export async function readPair(verifying: Verifying, pair: PairIds): Promise<void> {
  const installation = installationOf(pair);
  if (isReadWhole(verifying, installation)) return;
  await compareAll(verifying, { installation, metric_definition_id: pair.metric_definition_id });
}

async function compareAll(verifying: Verifying, scope: Scope): Promise<void> {
  const { notCompared, tell } = verifying;
  const { installation } = scope;
  tell({ type: "reading", installation_id: installation.installation_id });
  const reading = await compareBySearch(verifying, scope);
  for (const { window, error } of reading?.holes ?? []) {
    notCompared.push({ grant: installation, window: spanName(window), why: error.message });
  }
  if (reading !== undefined && !(await isDoubtful(verifying, scope, reading))) {
    addMetrics(verifying, installation, reading.found);
    return;
  }
  const listed = await readList(verifying, scope);
  if ("why" in listed) notCompared.push({ grant: installation, ...listed });
  else {
    const ours = readOurs(verifying, scope, verifying.range.starts);
    addMetrics(verifying, installation, compareMetrics(ours, listed, finder(verifying, scope)));
  }
}

/** Window by window, so that only what differs is held. `undefined` if search is refused, or fails altogether. */
async function compareBySearch(verifying: Verifying, scope: Scope): Promise<SearchReading | undefined> {
  const { acc, signal, range, installations } = verifying;
  const { installation, metric_definition_id } = scope;
  const span =
    range.starts === undefined
      ? {}
      : { start: formatInstant(range.starts.from), end: formatInstant(range.starts.until) };
  const holes: SearchReading["holes"][number][] = [];
  const found: FoundMetric[] = [];
  let rows = 0;
  try {
    const reading = acc.metrics.readAll(installation, {
      metric_definition_id,
      installations,
      ...span,
      signal,
    });
    for await (const part of reading.windows({ signal })) {
      if (part.outcome === "hole") holes.push(part);
      if (part.outcome !== "read") continue;
      const { startFrom, startUntil } = part.window;
      const ours = readOurs(verifying, scope, {
        from: startFrom ?? undefined,
        until: startUntil ?? undefined,
      });
      for (const metric of compareMetrics(ours, part.items, finder(verifying, scope))) found.push(metric);
      rows += part.items.length;
    }
  } catch (error) {
    if (!isAboutThis(error)) throw error;
    return undefined;
  }
  return { rows, found, holes };
}

/** Search may show less than there is: before a metric is said to be missing there, the list is asked how many there are. */
async function isDoubtful(verifying: Verifying, scope: Scope, reading: SearchReading): Promise<boolean> {
  if (reading.holes.length > 0 || !reading.found.some(({ problem }) => problem === "missing there"))
    return false;
  try {
    return (
      (await countStartsListed(verifying, scope.installation, scope.metric_definition_id)) !== reading.rows
    );
  } catch (error) {
    if (isAboutThis(error)) return true;
    throw error;
  }
}

function readOurs(
  { mirror }: Verifying,
  { installation, metric_definition_id }: Scope,
  starts: { readonly from?: number | undefined; readonly until?: number | undefined } | undefined,
): MetricFacts[] {
  return readFacts(mirror, installation, { metric_definition_id, ...starts });
}

function finder({ mirror }: Verifying, { installation }: Scope): (id: string) => MetricFacts | undefined {
  return (id) => findFacts(mirror, installation, id);
}

/** The installation's list, read until it is whole. */
async function readList(
  { acc, signal, range: { starts } }: Verifying,
  { installation: { installation_id }, metric_definition_id }: Scope,
): Promise<MetricItem[] | { readonly why: string }> {
  const start = starts === undefined ? undefined : formatInstant(starts.from).slice(0, 10);
  try {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const list = acc.installation(installation_id).metrics.list({ metric_definition_id, start });
      const reading = list.read({ signal });
      const items: MetricItem[] = [];
      for await (const item of reading) items.push(item);
      const { repeats, firstTotal, lastTotal } = reading.coverage;
      if (repeats === 0 && firstTotal === items.length && lastTotal === items.length) {
        return items.filter((item) => starts === undefined || startOf(item) < starts.until);
      }
    }
  } catch (error) {
    if (isAboutThis(error)) return { why: error.message };
    throw error;
  }
  return { why: `its metrics changed each of ${TRIES} times that they were listed` };
}

function startOf({ time_period_start }: MetricItem): number {
  return parseInstant(time_period_start)?.epochMs ?? Number.NaN;
}

/** Whether an error says something about these metrics alone. */
function isAboutThis(error: unknown): error is AccResponseError {
  return isRefused(error) || (error instanceof AccResponseError && error.status === 500);
}

function spanName({ startFrom, startUntil }: MetricWindow): string {
  return `${edgeText(startFrom)}/${edgeText(startUntil)}`;
}

function edgeText(ms: number | null): string {
  return ms === null ? "…" : formatInstant(ms);
}
