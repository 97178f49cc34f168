import type { AccClient } from "@argo-acc/client";
import { formatInstant, type Grant, type InstallationReport, parseInstant } from "@argo-acc/core";
import type { UsageWindow } from "@argo-acc/store/mirror";

/** A part of a window as a report of the service tells it. */
export interface ServicePeriod {
  /** ISO 8601 UTC. */
  readonly from: string;
  /** ISO 8601 UTC. */
  readonly to: string;
  readonly total: number;
  /** Absent where none was registered. */
  readonly capacity?: number;
}

/** What an installation used of one metric definition, as a report of the service tells it. */
export interface ServiceUsage {
  readonly project_id: string;
  readonly provider_id: string;
  readonly installation_id: string;
  readonly metric_definition_id: string;
  /** In the order of the report. */
  readonly periods: readonly ServicePeriod[];
}

/** Options of a report. */
export interface AskUsageOptions {
  /** Ends the call; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** How often the report is asked for at most while it is answered 500. Default 5. */
  readonly triesOn500?: number | undefined;
}

/**
 * Asks for the report of a grant: `GET /projects/{id}/report`, `GET /projects/{id}/providers/{id}/report` or
 * `GET /installations/{id}/report`. One request, one element for each installation and definition that it names.
 *
 * @throws AccPermissionError, AccNotFoundError if the token may not have it, or there is nothing of this name
 * @throws AccResponseError 500 where a sum under a capacity is not finite, or a definition has vanished
 */
export async function askUsage(
  acc: AccClient,
  grant: Exclude<Grant, { readonly kind: "system" }>,
  window: UsageWindow,
  options: AskUsageOptions = {},
): Promise<ServiceUsage[]> {
  const reports = await askReports(acc, grant, window, options);
  return reports.flatMap(({ project, provider, installation_id, data }) =>
    data.map(({ metric_definition_id, periods }) => ({
      project_id: project,
      provider_id: provider,
      installation_id,
      metric_definition_id,
      periods: periods.map(({ from, to, total_value, capacity_value }) => ({
        from: plain(from),
        to: plain(to),
        total: total_value,
        ...(capacity_value === undefined || capacity_value === null ? {} : { capacity: capacity_value }),
      })),
    })),
  );
}

async function askReports(
  acc: AccClient,
  grant: Exclude<Grant, { readonly kind: "system" }>,
  window: UsageWindow,
  options: AskUsageOptions,
): Promise<readonly InstallationReport[]> {
  switch (grant.kind) {
    case "project": {
      const report = await acc.project(grant.project_id).report(window, options);
      return report.data.flatMap((provider) => provider.data);
    }
    case "provider": {
      const handle = acc.project(grant.project_id).provider(grant.provider_id);
      return (await handle.report(window, options)).data;
    }
    case "installation":
      return [await acc.installation(grant.installation_id).report(window, options)];
  }
}

/** An instant in one spelling. */
function plain(text: string): string {
  const instant = parseInstant(text);
  return instant === undefined ? text : formatInstant(instant.epochMs, instant.nanos);
}
