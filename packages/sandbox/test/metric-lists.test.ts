import { beforeEach, expect, test } from "vitest";

import { InProcess } from "./invariants/in-process.ts";
import { recordedDataset } from "./recorded-dataset.ts";

const DATASET = recordedDataset("01");
const I1 = DATASET.installations[0]?.id ?? "";
const DEFINITION = DATASET.definitions[0]?.metric_definition_id ?? "";
let service: InProcess;

beforeEach(() => {
  service = new InProcess(DATASET);
});

function post(time_period_start: string, time_period_end: string): void {
  const body = { metric_definition_id: DEFINITION, time_period_start, time_period_end, group_id: "g" };
  expect(service.send(`POST /installations/${I1}/metrics`, { body }).status).toBe(201);
}

function count(window: string): unknown {
  return service.send(`GET /installations/${I1}/metrics?${window}`).body["total_elements"];
}

test("a metric between two instants of one millisecond, on the last midnight of a window, is inside", () => {
  post("2024-02-01T00:00:00.000000001Z", "2024-02-01T00:00:00.000000002Z");
  expect(count("start=2024-01-01&end=2024-02-01")).toBe(1);
  expect(count("start=2024-01-01&end=2024-01-31")).toBe(0);
  expect(count("start=2024-02-01&end=2024-02-02")).toBe(1);
});

test("the lists of groups have no filter by definition, and a filter in camel case is none", () => {
  post("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z");
  const group = "GET /projects/projects/prj-1/groups/g/metrics";
  expect(service.send(`${group}?metric-definition-id=nope`).body["total_elements"]).toBe(1);
  const list = `GET /installations/${I1}/metrics`;
  expect(service.send(`${list}?metric-definition-id=nope`).status).toBe(404);
  expect(service.send(`${list}?metricDefinitionId=nope`).body["total_elements"]).toBe(1);
  expect(
    service.send(`${list}?metric-definition-id=${DEFINITION.toUpperCase()}`).body["total_elements"],
  ).toBe(0);
});
