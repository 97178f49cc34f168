import type { MetricTable } from "../state/metric-table.ts";
import type { MetricFilter } from "./metric-filter.ts";

/** Options of {@link selectRows}. */
export interface SelectOptions {
  /** Only rows of paths (`project.provider.installation`) that pass. */
  readonly isReachable: (path: string) => boolean;
}

/**
 * The rows that pass a filter, in the order of insertion. Paths that cannot have any are not looked at, and where the
 * period start is bounded only the rows inside the bounds are.
 */
export function selectRows(metrics: MetricTable, filter: MetricFilter, options: SelectOptions): Int32Array {
  const verdicts = metrics.contexts.all.map((_, context) => {
    const verdict = filter.ofContext(context);
    return verdict === "none" || options.isReachable(metrics.contexts.path(context)) ? verdict : "none";
  });
  const candidates = new Set<string>();
  for (const [context, verdict] of verdicts.entries()) {
    if (verdict !== "none") candidates.add(metrics.contexts.path(context));
  }
  const isBounded = filter.from > Number.NEGATIVE_INFINITY || filter.until < Number.POSITIVE_INFINITY;
  const passes = (row: number) => {
    const verdict = verdicts[metrics.contextNumber(row)];
    return verdict === "all" || (verdict === "some" && filter.ofRow(row));
  };
  if (!isBounded && candidates.size * 2 > verdicts.length) return scan(metrics, passes);
  const found: number[] = [];
  for (const path of candidates) {
    const rows = isBounded ? metrics.rowsStartingIn(path, filter.from, filter.until) : metrics.rowsOf(path);
    for (const row of rows) if (passes(row)) found.push(row);
  }
  return Int32Array.from(found).toSorted();
}

function scan(metrics: MetricTable, passes: (row: number) => boolean): Int32Array {
  const found = new Int32Array(metrics.size);
  let count = 0;
  for (let row = 0; row < metrics.slots; row++) {
    if (metrics.isLive(row) && passes(row)) found[count++] = row;
  }
  return found.slice(0, count);
}
