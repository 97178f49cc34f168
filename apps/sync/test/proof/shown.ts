import { type Mirror, readRows } from "@argo-acc/store/mirror";

const VIEWS = [
  "projects",
  "providers",
  "installations",
  "metric_definitions",
  "capacities",
  "metrics",
] as const;

/** The rows of each view, as text. */
export type Shown = Readonly<Record<(typeof VIEWS)[number], readonly string[]>>;

/** What the views of a mirror show. */
export function shown(mirror: Mirror): Shown {
  const rows = VIEWS.map((view) => [view, [...readRows(mirror, view).rows].map(textOf)]);
  return Object.fromEntries(rows) as Shown;
}

function textOf(row: readonly unknown[]): string {
  return JSON.stringify(
    row.map((cell) => (typeof cell === "string" && cell.startsWith("[") ? plain(JSON.parse(cell)) : cell)),
  );
}

/** Sources differ in the order of a tree's fields, and in whether they leave out what is null. */
function plain(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(plain);
  if (typeof node !== "object" || node === null) return node;
  const told = Object.entries(node).filter(([, value]) => value !== null);
  return Object.fromEntries(
    told
      .map(([name, value]) => [name, plain(value)])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}
