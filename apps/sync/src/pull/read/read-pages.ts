import type { Grant } from "@argo-acc/core";
import type { MetricWriter } from "@argo-acc/store/mirror";

import type { PullRun } from "../run.ts";
import type { Hole, ReadingEnd } from "./reading-end.ts";

/**
 * Reads a grant by the pages of its plain lists: stores metrics as they are seen, and compares a window with the mirror
 * once it is proven which metrics it consists of.
 *
 * @param onRows called after each page with the rows so far
 * @throws the reason of the caller's signal, at the edge of a page
 */
export async function readGrantPages(
  run: PullRun,
  grant: Grant,
  writer: MetricWriter,
  onRows: (rows: number) => void = () => {},
): Promise<ReadingEnd> {
  const { installations, options } = run;
  const reading = run.acc.metrics.readPages(grant, { installations, signal: options.signal });
  const holes: Hole[] = [];
  let rows = 0;
  for await (const part of reading.parts()) {
    switch (part.outcome) {
      case "seen":
        writer.store(part.items);
        rows += part.items.length;
        onRows(rows);
        break;
      case "proven":
        writer.prove(part.window, (id) => part.has(id));
        break;
      case "hole":
        holes.push(part);
    }
  }
  return { rows, holes };
}
