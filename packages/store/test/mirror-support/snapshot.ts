import { type Mirror, type MirrorView, readMetricItems, readRows } from "../../src/mirror/index.ts";

/** Every view whose rows are part of a state. */
const VIEWS: readonly MirrorView[] = [
  "projects",
  "providers",
  "installations",
  "metric_definitions",
  "unit_types",
  "metric_types",
  "capacities",
  "metrics",
  "usage_by_month",
  "runs",
];

/** All that a mirror shows, as text: the rows of every view, what the service listed, the state of the grants. */
export function snapshotOf(mirror: Mirror): string {
  const views = VIEWS.map((view) => {
    const { columns, rows } = readRows(mirror, view);
    return [view, columns, [...rows]];
  });
  const queried = [...mirror.query("SELECT * FROM metrics").rows].map((row) => JSON.stringify(row));
  const { bytes: _bytes, ...status } = mirror.status();
  const items = [...readMetricItems(mirror)].map((item) => ({ ...item, value: String(item.value) }));
  return JSON.stringify({ views, queried: queried.toSorted(), items, status }, undefined, 1);
}
