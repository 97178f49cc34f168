import { expect, test } from "vitest";

import { recordedDataset } from "../../../packages/sandbox/test/recorded-dataset.ts";
import { readRecording } from "../../../packages/sandbox/test/recordings.ts";
import { pull } from "../src/pull/pull.ts";
import { pullWorld, rowsOf } from "./pull-support/pull-world.ts";

type Item = Readonly<Record<string, unknown>>;

/** The recordings, and how many items of each kind they have that must be found again in the mirror. */
const SCENARIOS = [
  ["01", "01_discovery_by_role.json", { metrics: 0, installations: 74, providers: 12, projects: 8 }],
  ["03", "03_pagination_and_filters.json", { metrics: 314, installations: 4, providers: 2, projects: 2 }],
  ["05", "05_reports_and_capacities.json", { metrics: 5, installations: 1, providers: 0, projects: 1 }],
] as const;

test.each(SCENARIOS)(
  "a mirror of the recorded service %s rebuilds the recorded items from its views, field for field",
  async (scenario, file, items) => {
    await using world = await pullWorld({ dataset: recordedDataset(scenario) });
    const result = await pull(world.as("admin"), world.mirror);
    expect(result.complete).toBe(true);

    const rebuilt = {
      metrics: byId(rowsOf(world.mirror, "SELECT * FROM metrics").map(metricOf)),
      installations: byId(rowsOf(world.mirror, "SELECT * FROM installations").map(installationOf)),
      providers: byId(rowsOf(world.mirror, "SELECT * FROM providers").map(providerOf)),
      projects: byId(rowsOf(world.mirror, "SELECT * FROM projects").map(projectOf)),
    };
    const compared = { metrics: 0, installations: 0, providers: 0, projects: 0 };
    for (const { kind, item } of recordedItems(file)) {
      const found = rebuilt[kind].get(String(item["id"]));
      expect(withFieldsOf(item, found)).toStrictEqual(item);
      compared[kind] += 1;
    }
    expect(compared).toEqual(items);
    expect(result.metrics).toBe(world.sandbox.metrics.count);
  },
);

/** The lists and things whose items are the service's own, not what one caller may see of them. */
const KINDS: readonly (readonly [RegExp, "metrics" | "installations" | "providers" | "projects"])[] = [
  [/\/metrics$/, "metrics"],
  [/\/installations(\/all)?$|^\/installations\/[0-9a-f]{24}$/, "installations"],
  [/^\/providers(\/[0-9a-f]{24})?$/, "providers"],
  [/^\/(admin\/)?projects$|^\/projects\/[^/]+$/, "projects"],
];

function* recordedItems(file: string) {
  for (const { request, response, store_dependent } of readRecording(file)) {
    const path = request.path.replace("/accounting-system", "");
    const kind = KINDS.find(([pattern]) => pattern.test(path))?.[1];
    if (kind === undefined || request.method !== "GET" || response.status !== 200) continue;
    if (store_dependent === true) continue;
    const body = response.body as Item;
    const items = Array.isArray(body["content"]) ? (body["content"] as Item[]) : [body];
    for (const item of items) yield { kind, item };
  }
}

/** Lists inside a project leave the capacities out: they are compared without. */
function withFieldsOf(item: Item, found: Item | undefined): Item | undefined {
  if (found === undefined || "capacities" in item || !("organisation" in item)) return found;
  const { capacities: _capacities, ...rest } = found;
  return rest;
}

function metricOf(row: Item): Item {
  return {
    id: row["id"],
    time_period_start: row["time_period_start"],
    time_period_end: row["time_period_end"],
    value: row["value"],
    project: row["project"],
    provider: row["provider"],
    installation_id: row["installation_id"],
    project_id: row["project_id"],
    ...unlessNull(row, "resource", "group_id", "user_id"),
    metric_definition: {
      metric_definition_id: row["metric_definition_id"],
      metric_name: row["metric_name"],
      metric_description: row["metric_description"],
      unit_type: row["unit_type"],
      metric_type: row["metric_type"],
      creator_id: row["creator_id"],
    },
  };
}

function installationOf(row: Item): Item {
  const { unit_of_access: unit, capacities, extra: _extra, resource: _resource, ...rest } = row;
  return {
    ...rest,
    ...unlessNull(row, "resource"),
    ...(unit === null ? {} : { unit_of_access: JSON.parse(String(unit)) }),
    ...(capacities === null ? {} : { capacities: JSON.parse(String(capacities)) }),
  };
}

function providerOf(row: Item): Item {
  const { extra: _extra, ...rest } = row;
  return rest;
}

function projectOf(row: Item): Item {
  const { extra: _extra, providers, ...rest } = row;
  return { ...rest, providers: JSON.parse(String(providers)) };
}

/** The fields the service leaves out where it has nothing. */
function unlessNull(row: Item, ...fields: readonly string[]): Item {
  return Object.fromEntries(
    fields.filter((field) => row[field] !== null).map((field) => [field, row[field]]),
  );
}

function byId(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [String(item["id"]), item]));
}
