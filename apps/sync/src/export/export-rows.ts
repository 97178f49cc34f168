import { type Mirror, type MirrorView, readRows } from "@argo-acc/store/mirror";

import type { Cell } from "./cell.ts";
import { csvRow } from "./csv.ts";
import { inChunks } from "./in-chunks.ts";
import { JSON_COLUMNS, jsonRows } from "./json-row.ts";
import type { Write } from "./replace-file.ts";

/** How rows are written: CSV with a header, or an object of JSON a line. */
export type ExportFormat = "csv" | "ndjson";

/** Options of {@link exportRows}. */
export interface ExportOptions {
  /** The view whose rows are written, all of them. */
  readonly entity: MirrorView;
  readonly format: ExportFormat;
  /** Ends the export; what was written by then is not complete. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes every row of a view, with the service's field names, in an order that is the same each time. Rows that are
 * committed meanwhile are not seen; memory stays flat. Every double reads back as itself.
 *
 * @param write takes a piece of about 256 KB and resolves when there is room for the next
 */
export async function exportRows(
  mirror: Mirror,
  options: ExportOptions,
  write: Write,
): Promise<{ readonly rows: number }> {
  const { columns, rows } = readRows(mirror, options.entity);
  const counter = { rows: 0 };
  const cells = rows as Iterable<readonly Cell[]>; // SQLite has no other types
  const texts =
    options.format === "csv" ? csvTexts(columns, cells, counter) : jsonTexts(columns, cells, counter);
  for (const chunk of inChunks(texts)) {
    options.signal?.throwIfAborted();
    await write(chunk);
  }
  return counter;
}

function* csvTexts(
  columns: readonly string[],
  rows: Iterable<readonly Cell[]>,
  counter: { rows: number },
): Generator<string, void, undefined> {
  yield csvRow(columns);
  for (const row of rows) {
    counter.rows += 1;
    yield csvRow(row);
  }
}

function* jsonTexts(
  columns: readonly string[],
  rows: Iterable<readonly Cell[]>,
  counter: { rows: number },
): Generator<string, void, undefined> {
  const jsonRow = jsonRows(columns, JSON_COLUMNS);
  for (const row of rows) {
    counter.rows += 1;
    yield jsonRow(row);
  }
}
