import { parseInstant } from "@argo-acc/core";

import type { Dataset, DatasetMetric } from "../src/index.ts";
import { type Exchange, readRecording } from "./recordings.ts";

const FILES = {
  "01": "01_discovery_by_role.json",
  "03": "03_pagination_and_filters.json",
  "05": "05_reports_and_capacities.json",
} as const;

type Item = Readonly<Record<string, unknown>>;

/**
 * What the real service held at the end of a recorded scenario, with the recorded ids: a sandbox that starts with it
 * answers the recorded items. Scenario 01 has no metrics; 05 has capacities, and a metric whose value is NaN.
 */
export function recordedDataset(scenario: keyof typeof FILES): Dataset {
  const exchanges = readRecording(FILES[scenario]);
  const associations = exchanges.flatMap(({ request, response }) => {
    const match = /\/projects\/([^/]+)\/associate\/provider\/([^/]+)$/.exec(request.path);
    return match !== null && response.status === 200 ? [{ project: match[1], provider: match[2] ?? "" }] : [];
  });
  return {
    projects: created(exchanges, "/admin/projects").map((project) => ({
      id: text(project["id"]),
      acronym: textOrNull(project["acronym"]),
      title: textOrNull(project["title"]),
      start_date: textOrNull(project["start_date"]),
      end_date: textOrNull(project["end_date"]),
      call_identifier: textOrNull(project["call_identifier"]),
      providers: associations
        .filter(({ project: id }) => id === project["id"])
        .map(({ provider }) => provider),
    })),
    providers: created(exchanges, "/providers").map((provider) => ({
      id: text(provider["id"]),
      name: text(provider["name"]),
      website: textOrNull(provider["website"]),
      abbreviation: textOrNull(provider["abbreviation"]),
      logo: textOrNull(provider["logo"]),
      external_id: textOrNull(provider["external_id"]),
      creator_id: textOrNull(provider["creator_id"]),
    })),
    installations: created(exchanges, "/installations").map((installation) => ({
      id: text(installation["id"]),
      project: text(installation["project"]),
      organisation: text(installation["organisation"]),
      infrastructure: textOrNull(installation["infrastructure"]),
      installation: text(installation["installation"]),
      resource: textOrNull(installation["resource"]),
      external_id: textOrNull(installation["external_id"]),
      unit_of_access: textOrNull(item(installation["unit_of_access"])["metric_definition_id"]),
    })),
    definitions: created(exchanges, "/metric-definitions").map((definition) => ({
      metric_definition_id: text(definition["metric_definition_id"]),
      metric_name: text(definition["metric_name"]),
      metric_description: textOrNull(definition["metric_description"]),
      unit_type: text(definition["unit_type"]),
      metric_type: text(definition["metric_type"]),
      creator_id: textOrNull(definition["creator_id"]),
    })),
    resources: created(exchanges, "/admin/resources").map(({ id, name }) => ({
      id: text(id),
      name: text(name),
    })),
    capacities: lastCapacities(exchanges),
    metrics: exchanges.flatMap(metricOf),
  };
}

/** The bodies of the things that were created at a path. */
function created(exchanges: readonly Exchange[], path: string): Item[] {
  return exchanges
    .filter(
      ({ request, response }) => request.path === `/accounting-system${path}` && response.status === 201,
    )
    .map(({ response }) => item(response.body));
}

function metricOf({ request, response, as }: Exchange): DatasetMetric[] {
  const match = /\/installations\/([0-9a-f]{24})\/metrics$/.exec(request.path);
  if (match === null || response.status !== 201) return [];
  const metric = item(response.body);
  return [
    {
      id: text(metric["metric_id"]),
      installation_id: match[1] ?? "",
      metric_definition_id: text(metric["metric_definition_id"]),
      start: parseInstant(text(metric["time_period_start"]))?.epochMs ?? Number.NaN,
      end: parseInstant(text(metric["time_period_end"]))?.epochMs ?? Number.NaN,
      value: Number(metric["value"]),
      group_id: metric["group_id"] === undefined ? undefined : text(metric["group_id"]),
      user_id: metric["user_id"] === undefined ? undefined : text(metric["user_id"]),
      creator_id: as === "admin" ? "admin_voperson_id" : `${as}_sub`,
    },
  ];
}

/** Creating a capacity tells no id: they are taken from the installation that shows most of them. */
function lastCapacities(exchanges: readonly Exchange[]): Dataset["capacities"] {
  const shown = exchanges
    .filter(({ request }) => /\/installations\/[0-9a-f]{24}$/.test(request.path))
    .map(({ response }) => item(response.body)["capacities"])
    .filter((capacities) => Array.isArray(capacities));
  return (shown.at(-1) ?? []).map(item).map((capacity) => ({
    id: text(capacity["id"]),
    installation_id: text(capacity["installation_id"]),
    metric_definition_id: text(capacity["metric_definition_id"]),
    value: Number(capacity["value"]),
    registered_on: text(capacity["registered_on"]),
  }));
}

function item(value: unknown): Item {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function text(value: unknown): string {
  return String(value);
}

function textOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value);
}
