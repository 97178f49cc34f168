import { formatInstant } from "@argo-acc/core";

import { withStoreProblems } from "../../file/sqlite-problem.ts";
import type { Mirror } from "../mirror.ts";
import type { Cut } from "./cut-window.ts";
import { addSums, type MonthReader, NOTHING, totalOf } from "./month-sums.ts";
import type { Usage, UsagePeriod, UsageWindow } from "./usage.ts";
import { eachPair, type ReportedGrant, type UsedPair } from "./used-pairs.ts";

/**
 * What the service's report of a grant says over a window, computed by the service's own rules from the metrics and
 * capacities that the mirror shows. One element for each installation and definition with metrics, whenever they were;
 * the window is cut where the capacity changes, and a metric counts in the part in which its period lies whole: one
 * that goes across an edge counts nowhere.
 *
 * Months that lie in a part whole come from the kept sums, where these are up to date; only those at an edge, or with
 * periods across one, are added up metric by metric.
 *
 * @throws AccConfigError for a window whose days are none, or that ends before it starts
 */
export function readUsage(mirror: Mirror, grant: ReportedGrant, window: UsageWindow): Usage[] {
  return withStoreProblems(mirror.path, () =>
    eachPair(mirror, grant, window, ({ path, months, cuts, ...ids }, reader) => ({
      ...ids,
      periods: cuts.map((cut) => periodOf(cut, { path, months }, reader)),
    })),
  );
}

function periodOf(
  cut: Cut,
  { path, months }: Pick<UsedPair, "path" | "months">,
  reader: MonthReader,
): UsagePeriod {
  const { from, to, capacity } = cut;
  let sums = NOTHING;
  for (const month of months) {
    if (month.last_start < from || month.first_start > to) continue;
    const isWhole = month.first_start >= from && month.last_end <= to;
    sums = addSums(sums, isWhole ? month : reader.inside(path, month, from, to));
  }
  return {
    from: formatInstant(from),
    to: formatInstant(to),
    total: totalOf(sums),
    count: sums.count,
    magnitude: sums.magnitude,
    ...(capacity === undefined ? {} : { capacity }),
  };
}
