import { bytesText, type Cell, numberText } from "./cell.ts";

const NEEDS_QUOTES = /[",\r\n]/;

/**
 * A row as RFC 4180 wants it, with its line end. A null is an empty field, an empty text a quoted one: `,""`. Texts
 * are written as they are, also those a spreadsheet would take for a formula.
 */
export function csvRow(cells: readonly Cell[]): string {
  let line = "";
  for (let index = 0; index < cells.length; index++) {
    const cell = cells[index];
    if (index > 0) line += ",";
    if (typeof cell === "string") line += textField(cell);
    else if (typeof cell === "number") line += numberText(cell);
    else if (cell !== null && cell !== undefined) line += typeof cell === "bigint" ? cell : bytesText(cell);
  }
  return `${line}\r\n`;
}

function textField(text: string): string {
  if (text === "") return '""';
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
