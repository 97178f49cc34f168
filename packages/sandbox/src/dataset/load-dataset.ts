import { AccConfigError } from "@argo-acc/core";

import { isObjectId } from "../state/id-source.ts";
import { ADMIN_SUBJECT } from "../state/seeds.ts";
import type { World } from "../state/world.ts";
import type { Dataset, DatasetMetric } from "./dataset.ts";

/**
 * Puts a dataset into a world.
 *
 * @throws AccConfigError if a part names another that is not there, or a metric's id is not 24 hexadecimal digits
 */
export function loadDataset(world: World, dataset: Dataset): void {
  requireLists(dataset);
  for (const resource of dataset.resources) world.resources.set(resource.id, resource);
  for (const { id, unit_type, description, creator_id } of dataset.unitTypes ?? []) {
    world.unitTypes.set(id, { id, name: unit_type, description, creator_id: creator_id ?? "" });
  }
  for (const definition of dataset.definitions) {
    world.definitions.set(definition.metric_definition_id, definition);
  }
  for (const provider of dataset.providers) {
    world.providers.set(provider.id, {
      id: provider.id,
      name: provider.name,
      website: provider.website ?? null,
      abbreviation: provider.abbreviation ?? null,
      logo: provider.logo ?? null,
      external_id: provider.external_id ?? null,
      creator_id: provider.creator_id ?? "",
    });
  }
  for (const { providers, ...project } of dataset.projects) {
    const record = { ...project, providers: new Map() };
    for (const id of providers) {
      const provider = world.providers.get(id) ?? missing("provider", id, `project ${project.id}`);
      record.providers.set(id, { provider, installations: [] });
    }
    world.projects.set(project.id, record);
  }
  for (const installation of dataset.installations) {
    const { id, project, organisation } = installation;
    const siblings = world.projects.get(project)?.providers.get(organisation);
    if (siblings === undefined)
      throw missing("provider", organisation, `installation ${id} in project ${project}`);
    siblings.installations.push(id);
    requireDefinition(world, installation.unit_of_access, `installation ${id}`);
    world.installations.set(id, { ...installation, hadMetrics: false, lost: false });
  }
  for (const capacity of dataset.capacities) {
    const { id, installation_id, metric_definition_id } = capacity;
    if (!world.installations.has(installation_id))
      throw missing("installation", installation_id, `capacity ${id}`);
    requireDefinition(world, metric_definition_id, `capacity ${id}`);
    const all = world.capacities.get(capacity.installation_id) ?? [];
    all.push(capacity);
    world.capacities.set(capacity.installation_id, all);
  }
  loadMetrics(world, dataset.metrics);
}

const LISTS = ["projects", "providers", "installations", "definitions", "resources", "capacities", "metrics"];

/** A dataset from JavaScript or JSON may be half of one. */
function requireLists(dataset: Dataset): void {
  const lists: ReadonlyMap<string, unknown> = new Map(Object.entries(dataset));
  for (const name of LISTS) {
    const list = lists.get(name);
    if (typeof list === "object" && list !== null && Symbol.iterator in list) continue;
    throw new AccConfigError(`the dataset has no list of ${name}`, {
      cure: `give it ${LISTS.join(", ")}; a list can be empty`,
    });
  }
}

function loadMetrics(world: World, metrics: Iterable<DatasetMetric>): void {
  const contexts = new Map<string, Map<string, number>>();
  for (const metric of metrics) {
    if (!isObjectId(metric.id)) {
      throw new AccConfigError(`metric id "${metric.id}" of the dataset is not 24 hexadecimal digits`);
    }
    const isPlain =
      metric.project === undefined && metric.resource === undefined && metric.creator_id === undefined;
    let byDefinition = contexts.get(metric.installation_id);
    if (byDefinition === undefined) contexts.set(metric.installation_id, (byDefinition = new Map()));
    let context = isPlain ? byDefinition.get(metric.metric_definition_id) : undefined;
    if (context === undefined) {
      context = internContext(world, metric);
      if (isPlain) byDefinition.set(metric.metric_definition_id, context);
    }
    world.metrics.insert(metric.id, context, {
      start: metric.start,
      end: metric.end,
      value: metric.value,
      group: metric.group_id,
      user: metric.user_id,
    });
  }
  for (const id of contexts.keys()) {
    const installation = world.installations.get(id);
    if (installation !== undefined) world.installations.set(id, { ...installation, hadMetrics: true });
  }
}

function internContext(world: World, metric: DatasetMetric): number {
  const installation =
    world.installations.get(metric.installation_id) ??
    missing("installation", metric.installation_id, `metric ${metric.id}`);
  requireDefinition(world, metric.metric_definition_id, `metric ${metric.id}`);
  const acronym =
    metric.project === undefined ? world.projects.get(installation.project)?.acronym : metric.project;
  return world.metrics.contexts.intern({
    project_id: installation.project,
    provider: installation.organisation,
    installation_id: installation.id,
    project: acronym ?? null,
    installation: installation.installation,
    infrastructure: installation.infrastructure,
    resource: metric.resource === undefined ? installation.resource : metric.resource,
    metric_definition_id: metric.metric_definition_id,
    creatorId: metric.creator_id ?? ADMIN_SUBJECT,
  });
}

function requireDefinition(world: World, id: string | null, whose: string): void {
  if (id !== null && !world.definitions.has(id.toLowerCase())) throw missing("metric definition", id, whose);
}

function missing(what: string, id: string, whose: string): never {
  throw new AccConfigError(`the dataset has no ${what} "${id}", which ${whose} names`, {
    cure: `add the ${what} to the dataset`,
  });
}
