import { metricCells, type RowCell } from "./metric-cells.ts";
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

function* metricRows(mirror: Mirror): Generator<readonly RowCell[], undefined, undefined> {
  const cellsIn = metricCells(mirror.reader);
  for (const [path, metrics] of readStoredMetrics(mirror)) {
    const cellsOf = cellsIn(path);
    for (const metric of metrics) yield cellsOf(metric);
  }
}
