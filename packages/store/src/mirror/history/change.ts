import type { RowCell } from "../metric-cells.ts";

/** What a change is about, by the name of its view. */
export type ChangedEntity =
  | "projects"
  | "providers"
  | "installations"
  | "metric_definitions"
  | "unit_types"
  | "metric_types"
  | "capacities"
  | "metrics";

/** A row as its view has it, by column. */
export type ChangedRow = Readonly<Record<string, RowCell>>;

/** What a field was, and what it became. */
export interface FieldChange {
  readonly before: RowCell;
  readonly after: RowCell;
}

/** How one row differs between two states of the mirror. */
export interface Change {
  readonly entity: ChangedEntity;
  /**
   * `added`: seen for the first time; `changed`: shown in both, with other fields; `gone`: proven absent upstream;
   * `returned`: was gone before, and is shown again.
   */
  readonly change: "added" | "changed" | "gone" | "returned";
  readonly id: string;
  /** The row as it became; of one that is gone, as it was. */
  readonly row: ChangedRow;
  /** The fields that differ, of what changed or returned. Lists and objects are JSON. */
  readonly fields: Readonly<Record<string, FieldChange>>;
}

/** What is known of one row at two moments; `isGone` says that it was not shown. */
export interface RowState {
  readonly row: ChangedRow;
  readonly isGone: boolean;
}

/** Tells how a row changed from one state to another; `undefined` if it did not. */
export function changeOf(
  of: { readonly entity: ChangedEntity; readonly id: string },
  before: RowState | undefined,
  after: RowState | undefined,
): Change | undefined {
  const isShown = after !== undefined && !after.isGone;
  if (before === undefined)
    return isShown ? { ...of, change: "added", row: after.row, fields: {} } : undefined;
  if (before.isGone) {
    if (!isShown) return undefined;
    return { ...of, change: "returned", row: after.row, fields: fieldsBetween(before.row, after.row) };
  }
  if (!isShown) return { ...of, change: "gone", row: before.row, fields: {} };
  const fields = fieldsBetween(before.row, after.row);
  if (Object.keys(fields).length === 0) return undefined;
  return { ...of, change: "changed", row: after.row, fields };
}

function fieldsBetween(before: ChangedRow, after: ChangedRow): Change["fields"] {
  const fields: Record<string, FieldChange> = {};
  for (const [field, became] of Object.entries(after)) {
    const was = before[field] ?? null;
    if (!Object.is(was, became)) fields[field] = { before: was, after: became };
  }
  return fields;
}
