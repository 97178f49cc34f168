import { readFileSync } from "node:fs";

import { datasetFromItems, type ListedMetric } from "@argo-acc/sandbox";
import { type Installation, parseInstant } from "@argo-acc/core";
import { readUsage } from "@argo-acc/store/mirror";
import { expect, test } from "vitest";

import { pull } from "../src/pull/pull.ts";
import { pullWorld } from "./pull-support/pull-world.ts";

/** An installation of the real service, and what its report was for 80 windows. */
interface ReportCases {
  readonly installation: Installation;
  readonly metrics: readonly ListedMetric[];
  readonly reports: readonly {
    readonly start: string;
    readonly end: string;
    readonly data: readonly {
      readonly metric_definition_id: string;
      readonly periods: readonly {
        readonly from: string;
        readonly to: string;
        readonly total_value: number;
        readonly capacity_value?: number;
      }[];
    }[];
  }[];
}

const CASES = new URL("../../../packages/sandbox/test/fixtures/report-cases.json", import.meta.url);

test("a mirror says what the real service reported, for 80 windows over 250 metrics under changing capacities", async () => {
  const { installation, metrics, reports }: ReportCases = JSON.parse(readFileSync(CASES, "utf8"));
  const node = { ...installation, unit_of_access: installation.unit_of_access?.metric_definition_id ?? null };
  const provider = { id: installation.organisation, name: "Provider One", installations: [node] };
  const projects = [{ id: installation.project, acronym: "PRJ1", providers: [provider] }];
  const dataset = datasetFromItems({ projects, installations: [installation], metrics });
  await using world = await pullWorld({ dataset });
  await pull(world.as("admin"), world.mirror);

  let periods = 0;
  for (const { start, end, data } of reports) {
    const usage = readUsage(world.mirror, { kind: "project", project_id: "prj-1" }, { start, end });
    const recorded = data.map(({ metric_definition_id, periods: parts }) => ({
      metric_definition_id,
      periods: parts.map(({ from, to, total_value, capacity_value }) => ({
        from: parseInstant(from)?.epochMs,
        to: parseInstant(to)?.epochMs,
        // the order in which the service added them is its own
        total: expect.closeTo(total_value, 9),
        capacity: capacity_value,
      })),
    }));
    expect(
      usage.map(({ metric_definition_id, periods: parts }) => ({
        metric_definition_id,
        periods: parts.map(({ from, to, total, capacity }) => ({
          from: parseInstant(from)?.epochMs,
          to: parseInstant(to)?.epochMs,
          total,
          capacity,
        })),
      })),
      `${start} to ${end}`,
    ).toEqual(recorded.toSorted((a, b) => (a.metric_definition_id < b.metric_definition_id ? -1 : 1)));
    periods += usage.flatMap((each) => each.periods).length;
  }
  expect(periods).toBe(230);
});
