import { AccClient } from "@argo-acc/client";
import type { AggregatedMetric, ReportedMetric } from "@argo-acc/core";
import { SERVICE_VERSIONS, startSandbox } from "@argo-acc/sandbox";
import { expect, test } from "vitest";

const DATASET = { projects: 2, providers: 3, installations: 6, months: 12, metrics: 600 };
const PERIOD = { start: "2023-01-01", end: "2030-01-01" };

const sums = (metrics: readonly AggregatedMetric[]) =>
  metrics.map(({ metric_name, total_value }) => ({ metric_name, total_value }));
const totals = (metrics: readonly ReportedMetric[]) =>
  metrics.map(({ metric_name, periods }) => ({ metric_name, periods }));

test("reports say the same in both versions of the service, where there are no capacities", async () => {
  const told: unknown[] = [];
  for (const service of SERVICE_VERSIONS) {
    await using sandbox = await startSandbox({ dataset: DATASET, service });
    sandbox.state.capacities.clear();
    const acc = new AccClient({ endpoint: sandbox.endpoint, token: sandbox.token("admin") });
    const [installation] = sandbox.state.installations.values();
    const { id = "", project = "", organisation = "" } = installation ?? {};
    const [one, ofProvider, ofProject, everywhere] = await Promise.all([
      acc.installation(id).report(PERIOD),
      acc.project(project).provider(organisation).report(PERIOD),
      acc.project(project).report(PERIOD),
      acc.provider(organisation).report(PERIOD),
    ]);
    expect(one.data.length).toBeGreaterThan(0);
    expect(everywhere.reports.length).toBeGreaterThan(1);
    told.push({
      one: totals(one.data),
      provider: sums(ofProvider.aggregated_metrics),
      project: sums(ofProject.aggregated_metrics),
      everywhere: sums(everywhere.aggregated_metrics),
      inside: everywhere.reports.flatMap(({ data }) => data).map(({ data }) => totals(data)),
    });
  }
  expect(told[1]).toEqual(told[0]);
});
