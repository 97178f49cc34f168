import { AccClient, allOf, instantIs, textIs } from "@argo-acc/client";
import { openMirror } from "@argo-acc/store/mirror";

/** A metric of the demo, as a line of its CSV file. */
export interface DemoMetric {
  readonly installation_id: string;
  readonly metric_definition_id: string;
  readonly time_period_start: string;
  readonly time_period_end: string;
  readonly value: number;
}

const START = Date.UTC(2025, 0, 1);
const PERIOD = { time_period_start: "2025-01-01T00:00:00Z", time_period_end: "2025-02-01T00:00:00Z" };

/** Three metrics of the month after the last one in the mirror, for installations and definitions it knows. */
export function makeThreeMetrics(mirrorPath: string): readonly DemoMetric[] {
  using mirror = openMirror(mirrorPath, { readonly: true });
  const { rows } = mirror.query(
    `SELECT installation_id, min(metric_definition_id) FROM metrics
     GROUP BY installation_id ORDER BY installation_id LIMIT 3`,
  );
  return [...rows].map(([installation, definition], index) => ({
    installation_id: String(installation),
    metric_definition_id: String(definition),
    ...PERIOD,
    value: 100.5 + index,
  }));
}

/** The metrics as a CSV file that `argo-acc add --file` takes. */
export function metricsAsCsv(metrics: readonly DemoMetric[]): string {
  const names = [
    "installation_id",
    "metric_definition_id",
    "time_period_start",
    "time_period_end",
    "value",
  ] as const;
  return (
    [names.join(","), ...metrics.map((metric) => names.map((name) => metric[name]).join(","))].join("\n") +
    "\n"
  );
}

/** How often the service has each of the metrics, asked of the service itself. */
export function countAtService(
  metrics: readonly DemoMetric[],
  service: { readonly endpoint: string; readonly token: string },
  signal: AbortSignal,
): Promise<readonly number[]> {
  const acc = new AccClient(service);
  return Promise.all(
    metrics.map(async ({ installation_id, metric_definition_id, value }) => {
      const query = allOf(
        textIs("installation_id", installation_id),
        textIs("metric_definition_id", metric_definition_id),
        instantIs("time_period_start", "gte", START),
        instantIs("time_period_start", "lte", START),
      );
      const found = await acc.metrics.search(query, { signal }).toArray();
      return found.filter((metric) => metric.value === value).length;
    }),
  );
}
