import type { Grant } from "@argo-acc/core";
import { countPathRows, type MetricWriter } from "@argo-acc/store/mirror";

import { describeWindow } from "./describe-window.ts";
import type { PullRun } from "./run.ts";

/** What one reading could not read. */
export interface ReadingEnd {
  readonly rows: number;
  readonly holes: number;
  /** The first hole, in words. */
  readonly hole?: string;
}

/**
 * Reads a grant, window by window, and stores each window as it comes.
 *
 * @param onRows called after each window with the rows so far
 * @throws the reason of the caller's signal, at the edge of a window
 */
export async function readWindows(
  run: PullRun,
  grant: Grant,
  writer: MetricWriter,
  onRows: (rows: number) => void = () => {},
): Promise<ReadingEnd> {
  const { acc, mirror, installations } = run;
  const { signal } = run.options;
  const expected = countPathRows(mirror);
  const reading = acc.metrics.readAll(grant, {
    installations,
    expected: expected.size === 0 ? undefined : expected,
    signal,
  });
  let rows = 0;
  let holes = 0;
  let hole: string | undefined;
  for await (const window of reading.windows()) {
    if (window.outcome === "hole") {
      holes += 1;
      hole ??= `${describeWindow(window.window)}: ${window.error.message}`;
    } else {
      writer.apply(window.window, window.items);
      rows += window.items.length;
      onRows(rows);
    }
  }
  return { rows, holes, ...(hole === undefined ? {} : { hole }) };
}
