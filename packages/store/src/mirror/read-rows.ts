import { formatInstant, valueToWire } from "@argo-acc/core";

import { boundedMemo } from "./bounded-memo.ts";
import { restoreId, type StoredId } from "./metric-id.ts";
import { restoreValue } from "./metric-value.ts";
import type { Mirror } from "./mirror.ts";
import type { QueryResult } from "./query.ts";

/** The views whose rows can be read whole, in a stable order. */
export const ROW_ORDERS = {
  projects: "id",
  providers: "id",
  installations: "project, organisation, id",
  metric_definitions: "metric_definition_id",
  metrics: "",
  capacities: "installation_id, metric_definition_id, registered_on, id",
  usage_by_month: "project_id, provider, installation_id, metric_definition_id, month",
  runs: "id",
} as const satisfies Record<string, string>;

/** The name of a view of the mirror. */
export type MirrorView = keyof typeof ROW_ORDERS;

/** Whether a text names a view of the mirror. */
export function isMirrorView(name: string): name is MirrorView {
  return Object.hasOwn(ROW_ORDERS, name);
}

/**
 * Every row of a view, the columns as the view has them, in an order that is the same each time. For `metrics` this
 * is several times quicker than the view. Values that are not finite are text, as in the view and on the wire; −0 is
 * the number −0.
 */
export function readRows(mirror: Mirror, view: MirrorView): QueryResult {
  if (view !== "metrics") return mirror.query(`SELECT * FROM ${view} ORDER BY ${ROW_ORDERS[view]}`);
  const { columns } = mirror.query("SELECT * FROM metrics LIMIT 0");
  return { columns, rows: metricRows(mirror) };
}

/** A stored row with the columns that vary from metric to metric. */
type StoredMetric = [
  id: StoredId,
  start: number,
  end: number,
  value: number | null,
  special: number | null,
  path: number,
  context: number,
  group: string | null,
  user: string | null,
  extra: string | null,
];

/** The columns of the view from a path or a context, as they follow one another there. */
type PathColumns = [installation: string | null, projectId: string, provider: string, installationId: string];
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
  const printInstant = boundedMemo(10_000, (ms: number) => formatInstant(ms));
  const findPath = reader
    .prepare<[number], PathColumns>(
      `SELECT i.installation, p.project_id, p.provider_id, p.installation_id
       FROM metric_path p LEFT JOIN installation i ON i.id = p.installation_id WHERE p.key = ?`,
    )
    .raw();
  const findContext = reader
    .prepare<[number], ContextColumns>(
      `SELECT metric_name, unit_type, project, resource, metric_definition_id, metric_type, metric_description,
         creator_id, extra FROM metric_context WHERE key = ?`,
    )
    .raw();
  const pathOf = boundedMemo(10_000, (key: number) => findPath.get(key));
  const contextOf = boundedMemo(10_000, (key: number) => findContext.get(key));
  const rows = reader
    .prepare<[], StoredMetric>(
      `SELECT m.id, m.start_ms, m.end_ms, m.value, m.special, m.path, m.context, g.text, u.text, m.extra
       FROM metric m
       LEFT JOIN metric_label g ON g.key = m.group_label
       LEFT JOIN metric_label u ON u.key = m.user_label
       WHERE m.gone_run IS NULL ORDER BY m.path, m.start_ms, m.id`,
    )
    .raw();
  for (const [id, start, end, value, special, pathKey, contextKey, group, user, extra] of rows.iterate()) {
    const path = pathOf(pathKey);
    const context = contextOf(contextKey);
    if (path === undefined || context === undefined)
      throw new Error(`metric ${restoreId(id)} refers to nothing`);
    const [name, unit, project, resource, definitionId, type, description, creator, definitionExtra] =
      context;
    const rare = extra === null ? undefined : (JSON.parse(extra) as Partial<Record<string, string>>);
    yield [
      restoreId(id),
      rare?.["time_period_start"] ?? printInstant(start),
      rare?.["time_period_end"] ?? printInstant(end),
      name,
      valueToWire(restoreValue(value, special)),
      unit,
      path[0],
      project,
      group,
      user,
      resource,
      path[1],
      path[2],
      path[3],
      definitionId,
      type,
      description,
      creator,
      joinExtras(extra, definitionExtra),
    ];
  }
}

function joinExtras(metric: string | null, definition: string | null): string | null {
  if (metric === null || definition === null) return metric ?? definition;
  return `${metric.slice(0, -1)},${definition.slice(1)}`;
}
