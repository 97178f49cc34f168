import { formatInstant, type Grant, grantIds, parseInstant } from "@argo-acc/core";

import { withStoreProblems } from "../../file/sqlite-problem.ts";
import type { Mirror } from "../mirror.ts";
import { type CapacityChange, type Cut, cutWindow } from "./cut-window.ts";
import { addSums, type MonthReader, monthReader, type MonthSums, NOTHING, totalOf } from "./month-sums.ts";
import { type Usage, type UsagePeriod, type UsageWindow, windowBounds } from "./usage.ts";

/** A path under which there are metrics. */
interface UsedPath {
  readonly key: number;
  readonly project_id: string;
  readonly provider_id: string;
  readonly installation_id: string;
  readonly stale: number;
}

/**
 * What the service's report of a grant says over a window, computed by the service's own rules from the metrics and
 * capacities that the mirror shows. One element for each installation and definition with metrics, whenever they were;
 * the window is cut where the capacity changes, and a metric counts in the part in which its period lies whole: one
 * that goes across an edge counts nowhere.
 *
 * Months that lie in a part whole come from the kept sums, where these are up to date; only those at an edge, or with
 * periods across one, are added up metric by metric.
 *
 * @throws AccConfigError for a window whose days are none, or that ends before it starts
 */
export function readUsage(
  mirror: Mirror,
  grant: Exclude<Grant, { readonly kind: "system" }>,
  window: UsageWindow,
): Usage[] {
  const { from, to } = windowBounds(window);
  const { database } = mirror;
  const [project, provider = null, installation = null] = grantIds(grant);
  return withStoreProblems(mirror.path, () =>
    database.transaction(() => {
      const paths = database
        .prepare<Record<string, string | null | undefined>, UsedPath>(
          `SELECT key, project_id, provider_id, installation_id, stale FROM metric_path
           WHERE project_id = @project AND (@provider IS NULL OR provider_id = @provider)
             AND (@installation IS NULL OR installation_id = @installation)
           ORDER BY path, provider_id`,
        )
        .all({ project, provider, installation });
      const reader = monthReader(database);
      const changesOf = capacityReader(mirror);
      return paths.flatMap((path) =>
        usageOfPath(path, reader, changesOf(path.installation_id), { from, to }),
      );
    })(),
  );
}

function usageOfPath(
  { key, stale, ...ids }: UsedPath,
  reader: MonthReader,
  changes: ReadonlyMap<string, readonly CapacityChange[]>,
  { from, to }: { readonly from: number; readonly to: number },
): Usage[] {
  const byDefinition = Map.groupBy(reader.months(key, stale !== 0), (month) => month.metric_definition_id);
  return [...byDefinition].map(([metric_definition_id, months]) => ({
    ...ids,
    metric_definition_id,
    periods: cutWindow(from, to, changes.get(metric_definition_id) ?? []).map((cut) =>
      periodOf(cut, key, months, reader),
    ),
  }));
}

function periodOf(cut: Cut, path: number, months: readonly MonthSums[], reader: MonthReader): UsagePeriod {
  const { from, to, capacity } = cut;
  let sums = NOTHING;
  for (const month of months) {
    if (month.last_start < from || month.first_start > to) continue;
    const isWhole = month.first_start >= from && month.last_end <= to;
    sums = addSums(sums, isWhole ? month : reader.inside(path, month, from, to));
  }
  return {
    from: formatInstant(from),
    to: formatInstant(to),
    total: totalOf(sums),
    count: sums.count,
    magnitude: sums.magnitude,
    ...(capacity === undefined ? {} : { capacity }),
  };
}

/** Makes the function that reads when the capacities of an installation change, by definition, in the order of time. */
function capacityReader({ database }: Mirror) {
  const capacities = database.prepare<
    [string],
    { metric_definition_id: string; value: number | null; registered_on: string }
  >(
    `SELECT metric_definition_id, value, registered_on FROM capacity
     WHERE installation_id = ? AND gone_run IS NULL ORDER BY id`,
  );
  return (installationId: string): Map<string, CapacityChange[]> => {
    const changes = capacities.all(installationId).map(({ metric_definition_id, value, registered_on }) => ({
      metric_definition_id,
      at: parseInstant(registered_on)?.epochMs ?? Number.NaN,
      value: value ?? Number.NaN,
    }));
    const byDefinition = Map.groupBy(changes, (change) => change.metric_definition_id);
    for (const [id, ofDefinition] of byDefinition) {
      byDefinition.set(
        id,
        ofDefinition.toSorted((a, b) => a.at - b.at),
      );
    }
    return byDefinition;
  };
}
