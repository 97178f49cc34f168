import { beforeEach, expect, test } from "vitest";

import { InProcess } from "./invariants/in-process.ts";
import { recordedDataset } from "./recorded-dataset.ts";

// What is deleted, changed or lost leaves traces, or none.

const DATASET = recordedDataset("01");
const [I1 = "", I2 = ""] = DATASET.installations.map(({ id }) => id);
const PROVIDER = DATASET.providers[0]?.id ?? "";
let service: InProcess;

beforeEach(() => {
  service = new InProcess(DATASET);
});

function made(call: string, body: unknown, field = "id"): string {
  return String(service.send(call, { body }).body[field]);
}

function post(installation: string, definition: string, times: readonly [string, string]): string {
  const [start, end] = times;
  const body = { metric_definition_id: definition, time_period_start: start, time_period_end: end };
  return made(`POST /installations/${installation}/metrics`, body, "metric_id");
}

const DAY = ["2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"] as const;
const DEFINITION = DATASET.definitions[0]?.metric_definition_id ?? "";

test("a definition that was changed while no metric used it is shown as it is to all metrics after", () => {
  const body = { metric_name: "before", unit_type: "TB", metric_type: "count" };
  const definition = made("POST /metric-definitions", body, "metric_definition_id");
  const nameShown = () =>
    service.send(`GET /installations/${I1}/metrics`).body.content.map((item) => item["metric_definition"]);
  const metric = post(I1, definition, DAY);
  expect(nameShown()).toMatchObject([{ metric_name: "before" }]);

  const rename = { body: { metric_name: "after" } };
  expect(service.send(`PATCH /metric-definitions/${definition}`, rename).status).toBe(409);
  service.send(`DELETE /installations/${I1}/metrics/${metric}`);
  expect(service.send(`PATCH /metric-definitions/${definition}`, rename).status).toBe(200);

  post(I1, definition, DAY);
  expect(nameShown()).toMatchObject([{ metric_name: "after" }]);
});

test("an installation whose path was lost with another project is listed, and found by neither id", () => {
  const project = {
    acronym: "P",
    title: "P",
    start_date: "2024-01-01",
    end_date: "2025-01-01",
    call_identifier: "C",
  };
  const places = ["long", "longer"].map((id) => {
    service.send("POST /admin/projects", { body: { ...project, id } });
    service.send(`POST /projects/${id}/associate/provider/${PROVIDER}`);
    const body = { project: id, organisation: PROVIDER, installation: "i", external_id: `ext-${id}` };
    return made("POST /installations", body);
  });
  for (const place of places) post(place, DEFINITION, DAY);
  const [, longer = ""] = places;
  const status = (call: string) => service.send(call).status;
  expect(status("GET /installations/external?externalId=ext-longer")).toBe(200);

  expect(status("DELETE /admin/projects/long")).toBe(200);

  expect(status(`GET /installations/${longer}`)).toBe(404);
  expect(status("GET /installations/external?externalId=ext-longer")).toBe(404);
  expect(status("GET /installations/external?externalId=ext-long")).toBe(404);
  const listed = service.send("GET /installations/all?size=100").body.content.map(({ id }) => id);
  expect(listed).toContain(longer);
  const inProject = service.send("GET /projects/longer/metrics").body;
  const searched = service.send("POST /metrics/search", {
    body: { type: "query", field: "project_id", values: "longer" },
  }).body;
  expect([inProject["total_elements"], searched["total_elements"]]).toEqual([1, 0]);
});

test.for([
  ["by its id", (id: string) => `/installations/${id}`, 404],
  ["by its external id", () => "/installations/external?externalId=ext-inst-1", 200],
] as const)("an installation that is deleted %s, and its capacities", ([, path, status]) => {
  const capacity = { value: 1, metric_definition_id: DEFINITION, registered_on: "2024-01-01" };
  service.send(`POST /installations/${I1}/capacities`, { body: capacity });
  const id = service.world.capacities.get(I1)?.[0]?.id;
  expect(service.send(`DELETE ${path(I1)}`).status).toBe(200);
  expect(service.send(`GET /installations/${I1}`).status).toBe(404);
  const changed = service.send(`PATCH /installations/${I2}/capacities/${id}`, { body: { value: 2 } });
  expect(changed.status).toBe(status); // deleted by its external id, it leaves them behind
});

test("names on a metric stay as they were written, the project's id leads to it still", () => {
  post(I1, DEFINITION, DAY);
  service.send("PATCH /admin/projects/prj-1", { body: { acronym: "RENAMED" } });
  post(I1, DEFINITION, DAY);
  const { content } = service.send("GET /projects/prj-1/metrics").body;
  expect(content.map(({ project }) => project)).toEqual(["PRJ1", "RENAMED"]);
});
