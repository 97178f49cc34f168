import type { Change, ChangedRow, RowCell } from "@argo-acc/store/mirror";

import { JSON_COLUMNS, jsonValue } from "../export/json-row.ts";

/** A change as a line of JSON; lists and objects are written as what they are, not as text. */
export function changeJson({ entity, change, id, fields, row }: Change): string {
  const told = Object.entries(fields).map(
    ([field, { before, after }]) =>
      `${JSON.stringify(field)}:{"before":${cell(field, before)},"after":${cell(field, after)}}`,
  );
  const what = `"entity":"${entity}","change":"${change}","id":${JSON.stringify(id)}`;
  return `{${what},"fields":{${told.join(",")}},"row":${rowJson(row)}}\n`;
}

function rowJson(row: ChangedRow): string {
  const cells = Object.entries(row).map(([field, value]) => `${JSON.stringify(field)}:${cell(field, value)}`);
  return `{${cells.join(",")}}`;
}

function cell(field: string, value: RowCell): string {
  return typeof value === "string" && JSON_COLUMNS.has(field) ? value : jsonValue(value);
}
