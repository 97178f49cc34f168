import { formatInstant, valueToWire } from "@argo-acc/core";

import { boundedMemo } from "./bounded-memo.ts";
import { restoreId } from "./metric-id.ts";
import { restoreValue } from "./metric-value.ts";
import type { Mirror } from "./mirror.ts";
import type { QueryResult } from "./query.ts";
import { readStoredMetrics } from "./stored-metrics.ts";

/** The views whose rows can be read whole, in a stable order. */
export const ROW_ORDERS = {
  projects: "id",
  providers: "id",
  installations: "project, organisation, id",
  metric_definitions: "metric_definition_id",
  unit_types: "id",
  metric_types: "id",
  metrics: "",
  capacities: "installation_id, metric_definition_id, registered_on, id",
  usage_by_month:
    "project_id, provider, installation_id, metric_definition_id, metric_name, unit_type, month",
  runs: "id",
} as const satisfies Record<string, string>;

/** The name of a view of the mirror. */
export type MirrorView = keyof typeof ROW_ORDERS;

/** Whether a text names a view of the mirror. */
export function isMirrorView(name: string): name is MirrorView {
  return Object.hasOwn(ROW_ORDERS, name);
}

/**
 * Every row of a view, the columns as the view has them, in an order that is the same each time and in every mirror of
 * the service: `metrics` by path, period start and id, several times quicker than the view gives them. Values that are
 * not finite are text, as in the view and on the wire; −0 is the number −0.
 */
export function readRows(mirror: Mirror, view: MirrorView): QueryResult {
  if (view !== "metrics") return mirror.query(`SELECT * FROM ${view} ORDER BY ${ROW_ORDERS[view]}`);
  const { columns } = mirror.query("SELECT * FROM metrics LIMIT 0");
  return { columns, rows: metricRows(mirror) };
}

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

function* metricRows(mirror: Mirror): Generator<readonly unknown[], undefined, undefined> {
  const { reader } = mirror;
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
  for (const [path, metrics] of readStoredMetrics(mirror)) {
    const { project_id, provider_id, installation_id } = path;
    const installation = findName.get(installation_id) ?? null;
    for (const [id, start, end, value, special, contextKey, group, user, extra] of metrics) {
      const context = contextOf(contextKey);
      if (context === undefined) throw new Error(`metric ${restoreId(id)} refers to nothing`);
      const [name, unit, project, resource, definitionId, type, description, creator, definitionExtra] =
        context;
      const rare = extra === null ? undefined : (JSON.parse(extra) as Partial<Record<string, string>>);
      yield [
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
    }
  }
}

function joinExtras(metric: string | null, definition: string | null): string | null {
  if (metric === null || definition === null) return metric ?? definition;
  return `${metric.slice(0, -1)},${definition.slice(1)}`;
}
