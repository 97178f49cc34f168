import type { Sandbox, StoredMetric } from "@argo-acc/sandbox";
import { type Mirror, readMetricItems } from "@argo-acc/store/mirror";

/** What the service has, of the part that `isWanted` says, as comparable lines. */
export function linesOfService(
  sandbox: Sandbox,
  isWanted: (metric: StoredMetric) => boolean = () => true,
): string[] {
  return sandbox.metrics.find(isWanted).map(line).toSorted();
}

/** What the mirror shows, as comparable lines. */
export function linesOfMirror(mirror: Mirror): string[] {
  return [...readMetricItems(mirror)].map(line).toSorted();
}

function line(
  metric: Omit<StoredMetric, "creator_id" | "group_id" | "user_id"> & {
    readonly group_id?: string | null;
    readonly user_id?: string | null;
  },
): string {
  const { id, project_id, provider, installation_id, metric_definition_id, group_id, user_id } = metric;
  const { time_period_start, time_period_end, value } = metric;
  const number = Object.is(value, -0) ? "-0" : String(value);
  return JSON.stringify([
    id,
    project_id,
    provider,
    installation_id,
    metric_definition_id,
    time_period_start,
    time_period_end,
    number,
    group_id,
    user_id,
  ]);
}
