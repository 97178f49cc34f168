import type { Grant, MetricItem } from "@argo-acc/core";

/** The narrowest grant that covers a metric: its installation. */
export function grantOf({ project_id, provider, installation_id }: MetricItem): Grant {
  return { kind: "installation", project_id, provider_id: provider, installation_id };
}
