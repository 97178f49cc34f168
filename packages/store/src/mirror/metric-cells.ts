import type { Database } from "better-sqlite3";

import { formatInstant, valueToWire } from "@argo-acc/core";

import { boundedMemo } from "./bounded-memo.ts";
import { restoreId } from "./metric-id.ts";
import { restoreValue } from "./metric-value.ts";
import type { StoredMetric, StoredPath } from "./stored-metrics.ts";

/** A value in a row of a view. */
export type RowCell = string | number | null;

/** The columns of the view that come from a context, as they follow one another there. */
type ContextColumns = [
  metricName: string,
  unitType: string,
  project: string | null,
  resource: string | null,
  definitionId: string,
  metricType: string,
  description: string | null,
  creatorId: string | null,
  extra: string | null,
];

/**
 * Makes the function that gives the cells of metrics of a path as the view `metrics` has them: values that are not
 * finite are text, −0 is the number −0.
 */
export function metricCells(reader: Database): (path: StoredPath) => (metric: StoredMetric) => RowCell[] {
  const findName = reader
    .prepare<[string], string>("SELECT installation FROM installation WHERE id = ?")
    .pluck();
  const findContext = reader
    .prepare<[number], ContextColumns>(
      `SELECT metric_name, unit_type, project, resource, metric_definition_id, metric_type, metric_description,
         creator_id, extra FROM metric_context WHERE key = ?`,
    )
    .raw();
  const contextOf = boundedMemo(10_000, (key: number) => findContext.get(key));
  return ({ project_id, provider_id, installation_id }) => {
    const installation = findName.get(installation_id) ?? null;
    return ([id, start, end, value, special, contextKey, group, user, extra]) => {
      const context = contextOf(contextKey);
      if (context === undefined) throw new Error(`metric ${restoreId(id)} refers to nothing`);
      const [name, unit, project, resource, definitionId, type, description, creator, definitionExtra] =
        context;
      const rare = extra === null ? undefined : (JSON.parse(extra) as Partial<Record<string, string>>);
      return [
        restoreId(id),
        rare?.["time_period_start"] ?? formatInstant(start),
        rare?.["time_period_end"] ?? formatInstant(end),
        name,
        valueToWire(restoreValue(value, special)),
        unit,
        installation,
        project,
        group,
        user,
        resource,
        project_id,
        provider_id,
        installation_id,
        definitionId,
        type,
        description,
        creator,
        joinExtras(extra, definitionExtra),
      ];
    };
  };
}

function joinExtras(metric: string | null, definition: string | null): string | null {
  if (metric === null || definition === null) return metric ?? definition;
  return `${metric.slice(0, -1)},${definition.slice(1)}`;
}
