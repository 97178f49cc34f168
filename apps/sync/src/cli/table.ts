import { bytesText, type Cell, numberText } from "../export/cell.ts";

/** Rows whose widths decide those of the columns; what follows is written as it comes, so that memory stays flat. */
const ROWS_MEASURED = 1000;

/**
 * Rows with aligned columns, a line each with its line end: names above, numbers to the right. Characters that would
 * break a line are shown as escapes, null as nothing.
 */
export function* tableLines(
  columns: readonly string[],
  rows: Iterable<readonly Cell[]>,
): Generator<string, void, undefined> {
  const first: (readonly Cell[])[] = [];
  let write: ((cells: readonly Cell[]) => string) | undefined;
  for (const row of rows) {
    if (write !== undefined) yield write(row);
    else if (first.push(row) === ROWS_MEASURED) {
      write = layOut(columns, first);
      yield* [columns, ...first].map(write);
    }
  }
  if (write === undefined) yield* [columns, ...first].map(layOut(columns, first));
}

function layOut(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): (cells: readonly Cell[]) => string {
  const widths = columns.map((name, index) => {
    let width = displayWidth(name);
    for (const row of rows) width = Math.max(width, displayWidth(cellText(row[index] ?? null)));
    return width;
  });
  const numeric = columns.map(
    (_, index) =>
      rows.some((row) => isNumber(row[index])) &&
      rows.every((row) => isNumber(row[index]) || row[index] === null),
  );
  return (cells) => {
    const padded = columns.map((_, index) => {
      const text = cellText(cells[index] ?? null);
      const padding = " ".repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(text)));
      return numeric[index] === true ? padding + text : text + padding;
    });
    return `${padded.join("  ").trimEnd()}\n`;
  };
}

function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return numberText(cell);
  const text = typeof cell === "object" ? bytesText(cell) : String(cell);
  // A control character could move the cursor, or make one row look like two.
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return `\\u${code.padStart(4, "0")}`;
  });
}

function isNumber(cell: Cell | undefined): boolean {
  return typeof cell === "number" || typeof cell === "bigint";
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const ZERO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** How many columns of a terminal a text takes: two for wide characters, none for combining ones. */
function displayWidth(text: string): number {
  if (/^[\u0020-\u02ff]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : ZERO_WIDTH.test(character) ? 0 : 1;
  return width;
}
