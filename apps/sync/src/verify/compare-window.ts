import {
  AccNotFoundError,
  AccPermissionError,
  AccProtocolError,
  AccResponseError,
  AccTimeoutError,
  grantKey,
  valueToWire,
} from "@argo-acc/core";
import {
  innerGrants,
  type PairIds,
  readUsage,
  type ReportedGrant,
  type Usage,
  type UsageWindow,
} from "@argo-acc/store/mirror";

import { isRefused } from "../pull/unavailable.ts";
import { askUsage, compareUsage, type ServiceUsage, type UsageDifference } from "../usage/index.ts";
import { windowName } from "./month-windows.ts";
import { readWholeInstallation } from "./read-metrics.ts";
import {
  draftOf,
  type DifferingWindow,
  installationOf,
  isReadWhole,
  pairKey,
  type Verifying,
} from "./verifying.ts";

/**
 * Compares the report of a grant over a window with what the mirror comes to. Where the service fails to make it, the
 * narrower ones inside are asked for, down to installations; of one that has no report either every metric is read.
 */
export async function compareWindow(
  verifying: Verifying,
  grant: ReportedGrant,
  window: UsageWindow,
): Promise<void> {
  if (isReadWhole(verifying, grant)) return;
  const { mirror, notCompared } = verifying;
  const asked = readUsage(mirror, grant, window).some(isUnanswerable)
    ? "fails"
    : await ask(verifying, grant, window);
  if (asked === "fails") {
    if (grant.kind === "installation") await readWholeInstallation(verifying, grant);
    for (const inner of innerGrants(mirror, grant)) await compareWindow(verifying, inner, window);
  } else if (Array.isArray(asked)) noteAnswer(verifying, { grant, window, asked });
  else notCompared.push({ grant, window: windowName(window), why: asked.message });
}

/** Whether the service cannot say what the mirror says: what part of its capacity a sum is that is not finite. */
function isUnanswerable({ periods }: Usage): boolean {
  return periods.some(({ capacity = 0, total }) => capacity !== 0 && !Number.isFinite(total));
}

async function ask(
  { acc, signal }: Verifying,
  grant: ReportedGrant,
  window: UsageWindow,
): Promise<ServiceUsage[] | AccPermissionError | AccNotFoundError | "fails"> {
  try {
    return await askUsage(acc, grant, window, { signal });
  } catch (error) {
    if (isRefused(error)) return error;
    if (error instanceof AccTimeoutError || error instanceof AccProtocolError) return "fails";
    if (error instanceof AccResponseError && (error.status === 500 || error.status === 504)) return "fails";
    throw error;
  }
}

function noteAnswer(
  verifying: Verifying,
  answer: {
    readonly grant: ReportedGrant;
    readonly window: UsageWindow;
    readonly asked: readonly ServiceUsage[];
  },
): void {
  const { mirror, toRead } = verifying;
  const { grant, window, asked } = answer;
  // what was pulled while the service answered is part of it
  const ours = readUsage(mirror, grant, window);
  const told = new Set(asked.map((usage) => grantKey(installationOf(usage))));
  for (const usage of [...ours, ...asked]) {
    if (usage.periods.some(saysNothing)) toRead.set(pairKey(usage), idsOf(usage));
  }
  for (const difference of compareUsage(ours, asked)) {
    const ids = idsOf(difference);
    // an installation that has left its project is in no report, though its metrics are in the lists
    if (difference.service === null && !told.has(grantKey(installationOf(ids))))
      toRead.set(pairKey(ids), ids);
    else noteDifference(verifying, difference, window);
  }
}

/** Sums that are not finite, or were not on the way, are the same whatever else was added. */
function saysNothing(period: { readonly total: number; readonly magnitude?: number }): boolean {
  return !Number.isFinite(period.total) || !Number.isFinite(period.magnitude ?? 0);
}

function noteDifference(verifying: Verifying, difference: UsageDifference, window: UsageWindow): void {
  const { mirror, service } = difference;
  const name = windowName(window);
  draftOf(verifying, idsOf(difference)).windows.set(name, {
    window,
    difference: {
      window: name,
      mirror: mirror === null ? null : valueToWire(sum(mirror)),
      service: service === null ? null : valueToWire(sum(service)),
      capacity: mirror !== null && service !== null && !hasSameCuts(mirror, service),
    },
  });
}

/** Whether a pair still differs in a window, asked of its installation alone. */
export async function isStillDifferent(
  verifying: Verifying,
  ids: PairIds,
  { window }: DifferingWindow,
): Promise<boolean> {
  const installation = installationOf(ids);
  const asked = await ask(verifying, installation, window);
  if (!Array.isArray(asked)) return true;
  const differing = compareUsage(readUsage(verifying.mirror, installation, window), asked);
  return differing.some(({ metric_definition_id }) => metric_definition_id === ids.metric_definition_id);
}

interface Part {
  readonly from: string;
  readonly to: string;
  readonly capacity?: number;
  readonly total: number;
}

/** Whether a window is cut at the same times, under the same capacities. */
function hasSameCuts(ours: readonly Part[], theirs: readonly Part[]): boolean {
  const cuts = (parts: readonly Part[]) =>
    parts.map(({ from, to, capacity }) => `${from} ${to} ${capacity ?? ""}`).join();
  return cuts(ours) === cuts(theirs);
}

function sum(parts: readonly Part[]): number {
  return parts.reduce((all, { total }) => all + total, 0);
}

function idsOf({ project_id, provider_id, installation_id, metric_definition_id }: PairIds): PairIds {
  return { project_id, provider_id, installation_id, metric_definition_id };
}
