import type { Change, ChangedEntity, ChangedRow, RowCell } from "@argo-acc/store/mirror";

import { shorten, shortenBoth } from "./shorten.ts";

/** The columns in which changes are shown. */
export const CHANGE_COLUMNS = ["entity", "change", "id", "name", "field", "before", "after"] as const;

/** The field by which people know a row of the catalogue. */
const NAMES: Readonly<Record<Exclude<ChangedEntity, "capacities" | "metrics">, string>> = {
  projects: "acronym",
  providers: "name",
  installations: "installation",
  metric_definitions: "metric_name",
  unit_types: "unit_type",
  metric_types: "metric_type",
};

/**
 * A change as rows, one for each field that differs. Of a metric or capacity that was added, is gone or returned the
 * first row has its value: it came, or went.
 */
export function changeCells(shown: Change): (readonly RowCell[])[] {
  const { entity, change, id, row, fields } = shown;
  const head = [entity, change, id, nameOf(entity, row)];
  const value = row["value"];
  const lines = Object.entries(fields).map(([field, { before, after }]) => [...head, field, before, after]);
  if (change !== "changed" && value !== undefined && fields["value"] === undefined) {
    lines.unshift([...head, "value", ...(change === "gone" ? [value, null] : [null, value])]);
  }
  return lines.length === 0 ? [[...head, null, null, null]] : lines;
}

/** The cells of a change as a table shows them: long texts cut, those before and after where they differ. */
export function shortenCells(cells: ReturnType<typeof changeCells>[number]): readonly RowCell[] {
  const [before = null, after = null] = cells.slice(-2);
  return [...cells.slice(0, -2).map(shorten), ...shortenBoth(before, after)];
}

function nameOf(entity: ChangedEntity, row: ChangedRow): RowCell {
  if (entity === "metrics") {
    const { metric_name, installation, installation_id, time_period_start } = row;
    return `${metric_name}, ${installation ?? installation_id}, ${time_period_start}`;
  }
  if (entity === "capacities") {
    const { metric_definition_id, installation_id, registered_on } = row;
    return `${metric_definition_id}, ${installation_id}, ${registered_on}`;
  }
  return row[NAMES[entity]] ?? null;
}
