import type { AccClient } from "@argo-acc/client";
import { AccConfigError } from "@argo-acc/core";
import {
  findUncounted,
  type Mirror,
  readGrants,
  type ReportedGrant,
  type UsageWindow,
} from "@argo-acc/store/mirror";

import { chooseGrants, type ChosenGrants } from "./choose-grants.ts";
import { compareCounts } from "./compare-counts.ts";
import { compareWindow, isStillDifferent } from "./compare-window.ts";
import { describeDifferences } from "./describe-differences.ts";
import { monthText, windowOf } from "./month-windows.ts";
import { readPair } from "./read-metrics.ts";
import { monthsOf, rangeOf } from "./verify-range.ts";
import type { VerifyOptions } from "./verify-options.ts";
import type { VerifyResult } from "./verify-result.ts";
import { pairKey, type Verifying } from "./verifying.ts";

/** Reports in flight. */
const CONCURRENCY = 4;

/**
 * Compares a mirror with its service: each installation and metric definition, month by month, by the reports that the
 * service makes and the same arithmetic over the mirror. What differs is read, and the metrics behind it are named. Nothing
 * is written; the mirror may be open for reading only.
 *
 * @throws AccConfigError if the mirror belongs to another service, or `from` and `to` are no months in their order
 * @throws AccTokenError if the token may read nothing of what the mirror has
 * @throws AccStoreError if the mirror cannot be read
 * @throws AccNetworkError, AccAuthenticationError, AccResponseError if the service cannot be asked any further
 * @throws the reason of `signal` once it is aborted
 */
export async function verify(
  acc: AccClient,
  mirror: Mirror,
  options: VerifyOptions = {},
): Promise<VerifyResult> {
  const { signal, now = Date.now } = options;
  const range = rangeOf(options);
  if (acc.endpoint !== mirror.endpoint) {
    throw new AccConfigError(`${mirror.path} belongs to ${mirror.endpoint}, not to ${acc.endpoint}`, {
      cure: "use another mirror file, or the endpoint it belongs to",
    });
  }
  const began = now();
  const sentBefore = acc.requests;
  const known = readGrants(mirror).map(({ grant }) => grant);
  const discovery = await acc.discover({ known, signal });
  const chosen = chooseGrants(mirror, discovery);
  const verifying: Verifying = {
    acc,
    mirror,
    signal,
    range,
    installations: discovery.installations,
    drafts: new Map(),
    toRead: new Map(),
    readWhole: new Set(),
    notCompared: [...chosen.notCompared],
    tell: (event) => options.onEvent?.(event),
  };
  const months = await compareReports(verifying, chosen);
  await readPairs(verifying, chosen.reported);
  for (const grant of chosen.reported) await compareCounts(verifying, grant);
  await dropPassing(verifying);
  const differences = describeDifferences(verifying);
  return {
    requests: acc.requests - sentBefore,
    seconds: (now() - began) / 1000,
    equal: differences.length === 0,
    complete: verifying.notCompared.length === 0,
    last_run: mirror.status().last_run,
    grants: chosen.grants,
    months,
    differences,
    not_compared: verifying.notCompared,
  };
}

/** One report over everything, and one a month. @returns the months, as the result names them */
async function compareReports(
  verifying: Verifying,
  { grants, reported }: ChosenGrants,
): Promise<VerifyResult["months"]> {
  const { mirror, range, signal, tell } = verifying;
  const months = new Set<number>();
  const todo: { readonly grant: ReportedGrant; readonly window: UsageWindow }[] = [];
  for (const grant of reported) {
    todo.push({ grant, window: range.window });
    for (const month of monthsOf(mirror, grant, range)) {
      months.add(month);
      todo.push({ grant, window: windowOf(month, month) });
    }
  }
  tell({ type: "planned", grants, reports: todo.length });
  for (let at = 0; at < todo.length; at += CONCURRENCY) {
    signal?.throwIfAborted();
    const some = todo.slice(at, at + CONCURRENCY);
    await Promise.all(some.map(({ grant, window }) => compareWindow(verifying, grant, window)));
    tell({ type: "compared", done: at + some.length, reports: todo.length });
  }
  const sorted = [...months].toSorted((a, b) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return null;
  return { from: monthText(first), to: monthText(last), count: months.size };
}

/** Reads the pairs that differ, and those with metrics that no report tells of. */
async function readPairs(verifying: Verifying, grants: readonly ReportedGrant[]): Promise<void> {
  const { mirror, range, drafts, toRead } = verifying;
  const which = range.starts === undefined ? "any" : "in the window";
  for (const grant of grants) {
    for (const ids of findUncounted(mirror, grant, range.window, which)) {
      toRead.set(pairKey(ids), ids);
    }
  }
  const differing = [...drafts].map(([key, { ids }]) => [key, ids] as const);
  for (const ids of new Map([...toRead, ...differing]).values()) await readPair(verifying, ids);
}

/**
 * Drops differences that were there for a moment only, while the service or the mirror changed between two questions: no
 * metric differs, and asked again the sums do not either.
 */
async function dropPassing(verifying: Verifying): Promise<void> {
  const { drafts } = verifying;
  for (const [key, { ids, windows, metrics }] of drafts) {
    if (metrics.size > 0) continue;
    for (const [name, window] of windows) {
      if (!(await isStillDifferent(verifying, ids, window))) windows.delete(name);
    }
    if (windows.size === 0) drafts.delete(key);
  }
}
