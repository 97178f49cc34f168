import type { Mirror } from "@argo-acc/store/mirror";

import type { PairDifference } from "./verify-result.ts";
import type { Verifying } from "./verifying.ts";

/** What differs, with the names of installations and definitions, in the order of their ids. */
export function describeDifferences({ mirror, drafts }: Verifying): PairDifference[] {
  const sorted = [...drafts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([, { ids, windows, metrics }]) => ({
    ...ids,
    installation: nameOf(mirror, "SELECT installation FROM installations WHERE id = ?", ids.installation_id),
    metric_name: nameOf(
      mirror,
      "SELECT metric_name FROM metric_definitions WHERE metric_definition_id = ?",
      ids.metric_definition_id,
    ),
    windows: [...windows.values()]
      .map(({ difference }) => difference)
      .toSorted((a, b) => (a.window < b.window ? -1 : 1)),
    metrics: [...metrics.values()]
      .map(({ id, problem, time_period_start, fields }) => ({ id, problem, time_period_start, fields }))
      .toSorted((a, b) => (`${a.time_period_start} ${a.id}` < `${b.time_period_start} ${b.id}` ? -1 : 1)),
  }));
}

function nameOf(mirror: Mirror, sql: string, id: string): string | null {
  const [row] = [...mirror.query(sql, [id]).rows];
  const name = row?.[0];
  return typeof name === "string" ? name : null;
}
