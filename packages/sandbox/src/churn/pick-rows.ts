import type { Random } from "../random.ts";
import type { MetricTable } from "../state/metric-table.ts";
import type { ChurnPick } from "./churn-plan.ts";

/** Options of {@link pickRows}. */
export interface PickOptions {
  readonly pick: ChurnPick;
  /** Only metrics of this installation. */
  readonly installation: string | undefined;
  readonly random: Random;
}

/** Up to `count` different rows, in the order they were picked. */
export function pickRows(metrics: MetricTable, count: number, options: PickOptions): number[] {
  const { pick, installation, random } = options;
  const rows = installation === undefined ? undefined : rowsOfInstallation(metrics, installation);
  const length = rows?.length ?? metrics.slots;
  const rowAt = (at: number) => rows?.[at] ?? at;
  const picked = new Set<number>();
  for (let turn = 0; picked.size < count && turn < length; turn++) {
    if (pick === "any") {
      const row = nextFree(random.below(length));
      if (row === undefined) break;
      picked.add(row);
    } else {
      const row = rowAt(pick === "early" ? turn : length - 1 - turn);
      if (metrics.isLive(row)) picked.add(row);
    }
  }
  return [...picked];

  /** The first row from a place on, and from the beginning again, that is live and not yet picked. */
  function nextFree(from: number): number | undefined {
    for (let step = 0; step < length; step++) {
      const row = rowAt((from + step) % length);
      if (metrics.isLive(row) && !picked.has(row)) return row;
    }
    return undefined;
  }
}

function rowsOfInstallation(metrics: MetricTable, installation: string): Int32Array {
  for (const path of metrics.paths()) {
    if (path.endsWith(`.${installation}`)) return metrics.rowsOf(path).slice();
  }
  return new Int32Array(0);
}
