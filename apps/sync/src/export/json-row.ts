import { bytesText, type Cell } from "./cell.ts";

/** Columns that hold JSON; as lines of JSON they are written as what they are, not as text. */
export const JSON_COLUMNS: ReadonlySet<string> = new Set([
  "extra",
  "providers",
  "capacities",
  "unit_of_access",
]);

/**
 * Makes rows into lines of JSON: an object each, with the names of the columns. Nulls are kept.
 *
 * @param ready columns whose texts are JSON already. Default: none
 */
export function jsonRows(
  columns: readonly string[],
  ready: ReadonlySet<string> = new Set(),
): (cells: readonly Cell[]) => string {
  const fields = uniqueNames(columns).map((name, index) => ({
    key: `${index === 0 ? "" : ","}${JSON.stringify(name)}:`,
    isReady: ready.has(name),
  }));
  return (cells) => {
    let line = "{";
    for (const [index, { key, isReady }] of fields.entries()) {
      const cell = cells[index] ?? null;
      line += key + (isReady && typeof cell === "string" ? cell : jsonValue(cell));
    }
    return `${line}}\n`;
  };
}

/** JSON has no word for the non-finite numbers, which are written as texts, as the service does. */
export function jsonValue(cell: Cell): string {
  if (typeof cell === "number") {
    if (Object.is(cell, -0)) return "-0.0";
    return Number.isFinite(cell) ? String(cell) : `"${cell}"`;
  }
  if (typeof cell === "bigint") return String(cell);
  return JSON.stringify(cell === null || typeof cell === "string" ? cell : bytesText(cell));
}

/** Names of which none comes twice: a second `id` becomes `id_2`. */
function uniqueNames(names: readonly string[]): readonly string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 2; used.has(unique); number++) unique = `${name}_${number}`;
    used.add(unique);
    return unique;
  });
}
