import {
  ALL_TIME,
  isMirrorView,
  type Mirror,
  readMetricItems,
  readRows,
  readUsage,
} from "@argo-acc/store/mirror";

/** All that a mirror shows, as text: the rows of every view there is, what the service listed, what it would report, the state of the grants. */
export function snapshotOf(mirror: Mirror): string {
  const names = [...mirror.query("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name").rows];
  const views = names.map(([name]) => {
    const view = String(name);
    if (!isMirrorView(view)) throw new Error(`${view} cannot be read whole`);
    const { columns, rows } = readRows(mirror, view);
    return [view, columns, [...rows]];
  });
  const metrics = [...mirror.query("SELECT * FROM metrics").rows].map((row) => JSON.stringify(row));
  const items = [...readMetricItems(mirror)].map((item) => ({ ...item, value: String(item.value) }));
  const projects = [...mirror.query("SELECT id FROM projects ORDER BY id").rows].map(([id]) => String(id));
  const usage = projects.flatMap((project_id) =>
    [ALL_TIME, { start: "2024-02-10", end: "2024-03-20" }].map((window) =>
      readUsage(mirror, { kind: "project", project_id }, window),
    ),
  );
  const { bytes: _bytes, ...status } = mirror.status();
  return JSON.stringify({ views, metrics: metrics.toSorted(), items, usage, status }, undefined, 1);
}
