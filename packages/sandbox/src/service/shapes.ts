import type { Fields } from "./fields.ts";
import { rawNumber } from "./raw-number.ts";
import type {
  CapacityRecord,
  DefinitionRecord,
  InstallationRecord,
  ProjectRecord,
  ProviderRecord,
} from "../state/entities.ts";
import { installationsOfProvider, type World } from "../state/world.ts";

/** A definition as the service prints it, keys in its order. */
export function definitionShape(definition: DefinitionRecord) {
  return {
    metric_definition_id: definition.metric_definition_id,
    metric_name: definition.metric_name,
    metric_description: definition.metric_description ?? null,
    unit_type: definition.unit_type,
    metric_type: definition.metric_type,
    creator_id: definition.creator_id ?? null,
  };
}

/** A provider of the catalogue. */
export function providerShape(provider: ProviderRecord) {
  const { id, name, website, abbreviation, logo, external_id, creator_id } = provider;
  return { id, name, website, abbreviation, logo, external_id, creator_id };
}

/** An installation in the lists of a project or provider: without capacities. */
export function listedInstallationShape(world: World, installation: InstallationRecord) {
  const unit =
    installation.unit_of_access === null ? undefined : world.definitions.get(installation.unit_of_access);
  return {
    id: installation.id,
    project: installation.project,
    organisation: installation.organisation,
    infrastructure: installation.infrastructure,
    installation: installation.installation,
    ...(installation.resource === null ? {} : { resource: installation.resource }),
    external_id: installation.external_id,
    ...(unit === undefined ? {} : { unit_of_access: definitionShape(unit) }),
  };
}

/** An installation everywhere else: with its capacities. */
export function installationShape(world: World, installation: InstallationRecord) {
  return {
    ...listedInstallationShape(world, installation),
    capacities: (world.capacities.get(installation.id) ?? []).map(capacityShape),
  };
}

/** A capacity, its value with the scale it was written with. */
export function capacityShape(capacity: CapacityRecord) {
  const { id, installation_id, metric_definition_id, value, decimal, registered_on } = capacity;
  return {
    id,
    installation_id,
    metric_definition_id,
    value: rawNumber(decimal ?? JSON.stringify(value)),
    registered_on,
  };
}

/** An installation inside a tree: the unit of access as a bare id. */
function installationNode(installation: InstallationRecord) {
  return {
    id: installation.id,
    infrastructure: installation.infrastructure,
    installation: installation.installation,
    external_id: installation.external_id,
    ...(installation.resource === null ? {} : { resource: installation.resource }),
    ...(installation.unit_of_access === null ? {} : { unit_of_access: installation.unit_of_access }),
  };
}

/** A project with everything below it. */
export function projectTree(world: World, project: ProjectRecord) {
  return {
    ...projectHead(project),
    providers: [...project.providers.values()].map(({ provider }) => ({
      id: provider.id,
      name: provider.name,
      external_id: provider.external_id,
      website: provider.website,
      abbreviation: provider.abbreviation,
      logo: provider.logo,
      installations: installationsOfProvider(world, project, provider.id).map(installationNode),
    })),
  };
}

/** What a project says of itself. */
export function projectHead(project: ProjectRecord) {
  const { id, acronym, title, start_date, end_date, call_identifier } = project;
  return { id, acronym, title, start_date, end_date, call_identifier };
}

/** A provider in a project, as `/providers/all` lists it. */
export function providerInProject(world: World, project: ProjectRecord, provider: ProviderRecord) {
  return {
    id: provider.id,
    name: provider.name,
    website: provider.website,
    abbreviation: provider.abbreviation,
    logo: provider.logo,
    project_id: project.id,
    project_acronym: project.acronym,
    installations: installationsOfProvider(world, project, provider.id).map(installationNode),
  };
}

/** A field of a body, or what is already there when it is absent or empty. */
export function textOr<T extends string | null>(fields: Fields, name: string, otherwise: T): string | T {
  return fields.text(name) || otherwise;
}
