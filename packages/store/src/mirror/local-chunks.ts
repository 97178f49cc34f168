import type { MetricWindow } from "@argo-acc/core";

import { CHUNK, type LocalRow, type MetricStatements } from "./metric-statements.ts";

/** JavaScript's first and last instants, far outside what the service accepts. */
const FIRST_START = -8_640_000_000_000_000;
const AFTER_EVERY_START = 8_640_000_000_000_001;

/** SQLite sorts texts before blobs, and these are longer than any id. */
const AFTER_EVERY_ID = Buffer.alloc(13, 0xff);

/** The rows the mirror has of a path in a window, gone ones too, some at a time. They may be changed meanwhile. */
export function* localChunks(
  statements: MetricStatements,
  path: number,
  window: MetricWindow,
): Generator<readonly LocalRow[], void, undefined> {
  const until = window.startUntil ?? AFTER_EVERY_START;
  let after: LocalRow[0] = (window.startFrom ?? FIRST_START) - 1;
  let id: LocalRow[1] = AFTER_EVERY_ID;
  for (;;) {
    const rows = statements.local.all(path, after, id, until);
    yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < CHUNK) return;
    [after, id] = last;
  }
}
