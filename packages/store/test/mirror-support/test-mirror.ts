import type { Grant, MetricItem, MetricWindow } from "@argo-acc/core";

import {
  endRun,
  type Mirror,
  openMetricWriter,
  openMirror,
  type RowCounts,
  startRun,
} from "../../src/mirror/index.ts";
import { temporaryFolder } from "../file-support/temporary-folder.ts";
import { EVERYTHING } from "./metric-items.ts";

/** A new mirror in a folder of its own. */
export interface TestMirror extends Disposable {
  readonly mirror: Mirror;
  readonly path: string;
}

export function testMirror(): TestMirror {
  const folder = temporaryFolder();
  const path = folder.file("mirror.db");
  const mirror = openMirror(path, { endpoint: "https://api.example.org/accounting-system" });
  return {
    mirror,
    path,
    [Symbol.dispose]() {
      mirror.close();
      folder[Symbol.dispose]();
    },
  };
}

/** Stores one window in a run of its own, as a reading of `grant`. */
export function storeWindow(
  mirror: Mirror,
  items: readonly MetricItem[],
  window: MetricWindow = EVERYTHING,
  grant: Grant = { kind: "system" },
): RowCounts {
  const run = startRun(mirror, 0);
  const counts = openMetricWriter(mirror, run, grant).apply(window, items);
  endRun(mirror, run, { endedMs: 0, requests: 0, complete: true, problem: null });
  return counts;
}

/** Every row of a view, as objects. */
export function rowsOf(mirror: Mirror, sql: string): Record<string, unknown>[] {
  const { columns, rows } = mirror.query(sql);
  return [...rows].map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
}
