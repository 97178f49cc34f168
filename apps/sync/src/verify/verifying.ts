import type { AccClient } from "@argo-acc/client";
import { type Grant, grantKey, type Installation } from "@argo-acc/core";
import type { Mirror, PairIds, ReportedGrant, UsageWindow } from "@argo-acc/store/mirror";

import type { FoundMetric } from "./compare-metrics.ts";
import type { VerifyEvent } from "./verify-options.ts";
import type { NotCompared, WindowDifference } from "./verify-result.ts";

/** An installation, as a grant. */
export type InstallationGrant = Extract<Grant, { readonly kind: "installation" }>;

/** What is compared: everything, or the metrics that start in some months. */
export interface Range {
  /** The days of one report that covers it all. */
  readonly window: UsageWindow;
  /** The first start, and the first one after it, in milliseconds since the epoch; `undefined` = everything. */
  readonly starts: { readonly from: number; readonly until: number } | undefined;
}

/** A window in which a pair differs. */
export interface DifferingWindow {
  readonly window: UsageWindow;
  readonly difference: WindowDifference;
}

/** What is known so far of a pair that differs. */
export interface PairDraft {
  readonly ids: PairIds;
  /** By their names. */
  readonly windows: Map<string, DifferingWindow>;
  /** By id. */
  readonly metrics: Map<string, FoundMetric>;
}

/** One comparison of a mirror with its service, while it runs. */
export interface Verifying {
  readonly acc: AccClient;
  readonly mirror: Mirror;
  readonly signal: AbortSignal | undefined;
  readonly range: Range;
  /** Every installation of the system. */
  readonly installations: readonly Installation[];
  /** By {@link pairKey}. */
  readonly drafts: Map<string, PairDraft>;
  /** The pairs whose metrics have to be read, since no report tells of them all; by {@link pairKey}. */
  readonly toRead: Map<string, PairIds>;
  /** The keys of installations whose metrics are all read and compared. */
  readonly readWhole: Set<string>;
  readonly notCompared: NotCompared[];
  tell(event: VerifyEvent): void;
}

/** The installation of a pair. */
export function installationOf({ project_id, provider_id, installation_id }: PairIds): InstallationGrant {
  return { kind: "installation", project_id, provider_id, installation_id };
}

/** A text that is equal exactly for equal pairs. */
export function pairKey(pair: PairIds): string {
  return `${grantKey(installationOf(pair))}/${encodeURIComponent(pair.metric_definition_id)}`;
}

/** What is known of a pair; from now on it is one that differs. */
export function draftOf({ drafts }: Verifying, ids: PairIds): PairDraft {
  const key = pairKey(ids);
  const known = drafts.get(key);
  if (known !== undefined) return known;
  const draft: PairDraft = { ids, windows: new Map(), metrics: new Map() };
  drafts.set(key, draft);
  return draft;
}

/** Adds metrics that differ to each pair that they belong to here or there. */
export function addMetrics(
  verifying: Verifying,
  installation: InstallationGrant,
  found: readonly FoundMetric[],
): void {
  const { project_id, provider_id, installation_id } = installation;
  for (const metric of found) {
    for (const metric_definition_id of metric.definitions) {
      const ids = { project_id, provider_id, installation_id, metric_definition_id };
      const { metrics } = draftOf(verifying, ids);
      // what is missing in one place may turn up in another
      if (metrics.get(metric.id)?.problem !== "different") metrics.set(metric.id, metric);
    }
  }
}

/** Whether every metric of the grant is read, so that reports have nothing to add. */
export function isReadWhole({ readWhole }: Verifying, grant: ReportedGrant): boolean {
  return readWhole.has(grantKey(grant));
}
