import {
  AccConfigError,
  type Capacity,
  type Installation,
  type MetricDefinition,
  type MetricItem,
  parseInstant,
  type Project,
  type Provider,
} from "@argo-acc/core";

import type { Dataset, DatasetInstallation, DatasetMetric, DatasetUnitType } from "./dataset.ts";

/** A metric as a list or search of the service gives it, before or after it was read by a schema. */
export type ListedMetric = Omit<MetricItem, "metric_definition_id">;

/** What a service answered. What is left out is taken from the parts that mention it. */
export interface DatasetItems {
  /** Trees, as `GET /admin/projects` gives them: they also tell the order of providers and installations. */
  readonly projects: readonly Project[];
  /** As `GET /providers` gives them. Default: those of the trees. */
  readonly providers?: readonly Provider[];
  /** As `GET /installations/all` gives them, with capacities and units of access. Default: those of the trees. */
  readonly installations?: readonly Installation[];
  /** Default: those that metrics and units of access carry. */
  readonly definitions?: readonly MetricDefinition[];
  /** As `GET /unit-types` gives them. Default: the built-in ones. */
  readonly unitTypes?: readonly DatasetUnitType[];
  /** In the order they were written. */
  readonly metrics?: readonly ListedMetric[];
  /** As `GET /resources` gives them. Default: those that installations name. */
  readonly resources?: readonly { readonly id: string; readonly name: string }[];
}

/**
 * Makes a dataset of items that a service answered, with their own ids and every field: a sandbox that starts with it
 * answers the same items.
 *
 * @throws AccConfigError for a metric whose times are no instants
 */
export function datasetFromItems(items: DatasetItems): Dataset {
  const trees = items.projects.flatMap((project) =>
    project.providers.map((provider) => ({ project, provider })),
  );
  const known = new Map(items.installations?.map((installation) => [installation.id, installation]));
  const installations = trees.flatMap(({ project, provider }) =>
    provider.installations.map((node): DatasetInstallation => {
      const full = known.get(node.id);
      return {
        id: node.id,
        project: project.id,
        organisation: provider.id,
        infrastructure: full?.infrastructure ?? node.infrastructure ?? null,
        installation: full?.installation ?? node.installation,
        resource: full?.resource ?? node.resource ?? null,
        external_id: full?.external_id ?? node.external_id ?? null,
        unit_of_access: full?.unit_of_access?.metric_definition_id ?? node.unit_of_access ?? null,
      };
    }),
  );
  const providers = items.providers ?? [
    ...new Map(
      trees.map(({ provider }) => [provider.id, { ...provider, name: provider.name ?? provider.id }]),
    ).values(),
  ];
  return {
    projects: items.projects.map((project) => ({
      id: project.id,
      acronym: project.acronym ?? null,
      title: project.title ?? null,
      start_date: project.start_date ?? null,
      end_date: project.end_date ?? null,
      call_identifier: project.call_identifier ?? null,
      providers: project.providers.map((provider) => provider.id),
    })),
    providers,
    installations,
    definitions: items.definitions ?? definitionsOf(items),
    unitTypes: items.unitTypes ?? [],
    capacities: capacitiesOf(items),
    resources: items.resources ?? resourcesOf(installations),
    metrics: (items.metrics ?? []).map(metricOf),
  };
}

function metricOf(item: ListedMetric): DatasetMetric {
  return {
    id: item.id,
    installation_id: item.installation_id,
    metric_definition_id: item.metric_definition.metric_definition_id,
    start: instant(item.id, item.time_period_start),
    end: instant(item.id, item.time_period_end),
    value: Number(item.value),
    group_id: item.group_id ?? undefined,
    user_id: item.user_id ?? undefined,
    project: item.project ?? null,
    resource: item.resource ?? null,
  };
}

function instant(id: string, text: string): number {
  const found = parseInstant(text);
  if (found === undefined) throw new AccConfigError(`metric ${id} of the dataset: "${text}" is no instant`);
  return found.epochMs;
}

function definitionsOf(items: DatasetItems): MetricDefinition[] {
  const units = items.installations?.map((installation) => installation.unit_of_access ?? undefined) ?? [];
  const used = items.metrics?.map((metric) => metric.metric_definition) ?? [];
  const all = [...units, ...used].filter((definition) => definition !== undefined);
  return [...new Map(all.map((definition) => [definition.metric_definition_id, definition])).values()];
}

function capacitiesOf(items: DatasetItems): Capacity[] {
  return items.installations?.flatMap((installation) => installation.capacities ?? []) ?? [];
}

function resourcesOf(installations: readonly DatasetInstallation[]) {
  const ids = new Set(installations.map((installation) => installation.resource).filter((id) => id !== null));
  return [...ids].map((id) => ({ id, name: id }));
}
