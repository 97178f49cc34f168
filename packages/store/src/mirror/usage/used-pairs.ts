import { type Grant, grantIds, parseInstant } from "@argo-acc/core";

import type { Mirror } from "../mirror.ts";
import { type CapacityChange, type Cut, cutWindow } from "./cut-window.ts";
import { type MonthReader, monthReader, type MonthSums } from "./month-sums.ts";
import { type UsageWindow, windowBounds } from "./usage.ts";

/** A grant that the service makes reports of. */
export type ReportedGrant = Exclude<Grant, { readonly kind: "system" }>;

/** An installation and a metric definition of which it has metrics. */
export interface PairIds {
  readonly project_id: string;
  readonly provider_id: string;
  readonly installation_id: string;
  readonly metric_definition_id: string;
}

/** Such a pair with what the mirror knows of it. */
export interface UsedPair extends PairIds {
  /** The key of its path. */
  readonly path: number;
  readonly months: readonly MonthSums[];
  /** The window, cut where the capacity changes. */
  readonly cuts: readonly Cut[];
}

interface UsedPath {
  readonly key: number;
  readonly project_id: string;
  readonly provider_id: string;
  readonly installation_id: string;
  readonly stale: number;
}

/**
 * Goes through the pairs of a grant, all as they are at one moment.
 *
 * @throws AccConfigError for a window whose days are none, or that ends before it starts
 */
export function eachPair<T>(
  { database }: Mirror,
  grant: ReportedGrant,
  window: UsageWindow,
  visit: (pair: UsedPair, reader: MonthReader) => T,
): T[] {
  const { from, to } = windowBounds(window);
  const [project, provider = null, installation = null] = grantIds(grant);
  return database.transaction(() => {
    const paths = database
      .prepare<Record<string, string | null | undefined>, UsedPath>(
        `SELECT key, project_id, provider_id, installation_id, stale FROM metric_path
         WHERE project_id = @project AND (@provider IS NULL OR provider_id = @provider)
           AND (@installation IS NULL OR installation_id = @installation)
         ORDER BY path, provider_id`,
      )
      .all({ project, provider, installation });
    const reader = monthReader(database);
    const changesOf = capacityReader(database);
    return paths.flatMap(({ key, stale, ...ids }) => {
      const months = Map.groupBy(reader.months(key, stale !== 0), (month) => month.metric_definition_id);
      const changes = changesOf(ids.installation_id);
      return [...months].map(([metric_definition_id, ofPair]) => {
        const cuts = cutWindow(from, to, changes.get(metric_definition_id) ?? []);
        return visit({ ...ids, metric_definition_id, path: key, months: ofPair, cuts }, reader);
      });
    });
  })();
}

/** Makes the function that reads when the capacities of an installation change, by definition, in the order of time. */
function capacityReader(database: Mirror["database"]) {
  const capacities = database.prepare<
    [string],
    { metric_definition_id: string; value: number | null; registered_on: string }
  >(
    `SELECT metric_definition_id, value, registered_on FROM capacity
     WHERE installation_id = ? AND gone_run IS NULL ORDER BY id`,
  );
  return (installationId: string): ReadonlyMap<string, readonly CapacityChange[]> => {
    const changes = capacities
      .all(installationId)
      .map(({ metric_definition_id, value, registered_on }) => ({
        metric_definition_id,
        at: parseInstant(registered_on)?.epochMs ?? Number.NaN,
        value: value ?? Number.NaN,
      }))
      .toSorted((a, b) => a.at - b.at);
    return Map.groupBy(changes, (change) => change.metric_definition_id);
  };
}
