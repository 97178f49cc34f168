import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Installation } from "@argo-acc/core";
import { expect, test } from "vitest";

import { datasetFromItems, type ListedMetric, startSandbox } from "../src/index.ts";
import { disagreement } from "./agreement.ts";
import { ask } from "./ask.ts";
import { IdMap } from "./id-map.ts";

/** An installation of the real service, and what its report was for 80 windows. */
interface ReportCases {
  readonly installation: Installation;
  readonly metrics: readonly ListedMetric[];
  readonly reports: readonly { readonly start: string; readonly end: string; readonly data: unknown }[];
}

test("reports what the real service reported, for 80 windows over 250 metrics under changing capacities", async () => {
  const cases: ReportCases = JSON.parse(
    readFileSync(join(import.meta.dirname, "fixtures/report-cases.json"), "utf8"),
  );
  const { installation, metrics, reports } = cases;
  const node = { ...installation, unit_of_access: installation.unit_of_access?.metric_definition_id ?? null };
  const provider = { id: installation.organisation, name: "Provider One", installations: [node] };
  const projects = [{ id: installation.project, acronym: "PRJ1", providers: [provider] }];
  const dataset = datasetFromItems({ projects, installations: [installation], metrics });
  await using sandbox = await startSandbox({ dataset });
  const ids = new IdMap();
  for (const { start, end, data } of reports) {
    const { body } = await ask(
      sandbox,
      `GET /installations/${installation.id}/report?start=${start}&end=${end}`,
    );
    expect(disagreement(data, body["data"], ids), `${start} to ${end}`).toBeUndefined();
  }
  expect(reports).toHaveLength(80);
});
