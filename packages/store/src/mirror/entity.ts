import { valueToWire } from "@argo-acc/core";

import type { Mirror } from "./mirror.ts";

/** The entities of the catalogue, by the name of their table. */
export type EntityTable =
  | "project"
  | "provider"
  | "installation"
  | "metric_definition"
  | "unit_type"
  | "metric_type"
  | "capacity";

/** A column's value. */
type Cell = string | number | null;

/** How one kind of entity is kept. */
export interface EntityKind<T extends object> {
  readonly table: EntityTable;
  /** The column that identifies it. */
  readonly key: string;
  /** Every column with its value, the key first. */
  readonly columns: (item: T) => Readonly<Record<string, Cell>>;
  /** The fields that columns or other tables show; any other goes to the column `extra`. */
  readonly known: readonly string[];
  /** What to keep when an item of the same key is known already. */
  readonly merge: (old: T, latest: T) => T;
}

/** Stores items; one that is as it was costs no write, one that was gone is shown again. */
export function storeEntities<T extends object>(
  mirror: Mirror,
  run: number,
  kind: EntityKind<T>,
  items: Iterable<T>,
): void {
  const { database } = mirror;
  const read = database.prepare<[Cell], { item: string; gone_run: number | null }>(
    `SELECT item, gone_run FROM ${kind.table} WHERE ${kind.key} = ?`,
  );
  let write: ((values: Readonly<Record<string, Cell>>) => void) | undefined;
  for (const item of items) {
    const id = kind.columns(item)[kind.key] ?? null;
    const old = read.get(id);
    const merged = old === undefined ? item : kind.merge(parseItem<T>(old.item), item);
    const json = itemJson(merged);
    if (old !== undefined && old.item === json && old.gone_run === null) continue;
    const extra = Object.entries(merged).filter(([field]) => !kind.known.includes(field));
    const values = {
      ...kind.columns(merged),
      item: json,
      extra: extra.length === 0 ? null : itemJson(Object.fromEntries(extra)),
      first_run: run,
      gone_run: null,
    };
    write ??= upsert(mirror, kind, Object.keys(values));
    write(values);
  }
}

function upsert<T extends object>(mirror: Mirror, kind: EntityKind<T>, columns: readonly string[]) {
  const set = columns
    .filter((column) => column !== kind.key && column !== "first_run")
    .map((column) => `${column} = excluded.${column}`);
  const statement = mirror.database.prepare<[Readonly<Record<string, Cell>>]>(
    `INSERT INTO ${kind.table} (${columns.join(", ")}) VALUES (${columns.map((column) => `@${column}`).join(", ")})
     ON CONFLICT (${kind.key}) DO UPDATE SET ${set.join(", ")}`,
  );
  return (values: Readonly<Record<string, Cell>>) => void statement.run(values);
}

/** Marks entities as proven absent upstream. Their rows stay, the views no longer show them. */
export function markEntitiesGone<T extends object>(
  mirror: Mirror,
  run: number,
  kind: EntityKind<T>,
  ids: Iterable<string>,
): void {
  const mark = mirror.database.prepare<[number, string]>(
    `UPDATE ${kind.table} SET gone_run = ? WHERE ${kind.key} = ? AND gone_run IS NULL`,
  );
  for (const id of ids) mark.run(run, id);
}

/** The items of one kind that are not gone, in the order of their keys. */
export function readEntities<T extends object>(mirror: Mirror, kind: EntityKind<T>): T[] {
  return mirror.database
    .prepare<[], string>(`SELECT item FROM ${kind.table} WHERE gone_run IS NULL ORDER BY ${kind.key}`)
    .pluck()
    .all()
    .map((item) => parseItem<T>(item));
}

/** Reads back what {@link itemJson} wrote: the text never comes from anywhere else. */
function parseItem<T extends object>(json: string): T {
  return JSON.parse(json) as T;
}

/** An item as the service writes it: numbers JSON has no text for become text. */
export function itemJson(item: object): string {
  return JSON.stringify(item, (_key, value: unknown) =>
    typeof value === "number" ? valueToWire(value) : value,
  );
}
