import { brokenInside, notFound } from "../service/refusal.ts";
import type { DefinitionRecord, InstallationRecord, ProjectRecord, ProviderRecord } from "./entities.ts";
import { isAssociated, listedInstallations, type World } from "./world.ts";

/** @throws Refusal 404 */
export function findProject(world: World, id: string): ProjectRecord {
  const project = world.projects.get(id);
  if (project === undefined) throw notFound("project", id);
  return project;
}

/** @throws Refusal 404 */
export function findProvider(world: World, id: string): ProviderRecord {
  const provider = world.providers.get(id);
  if (provider === undefined) throw notFound("provider", id);
  return provider;
}

/** @throws Refusal 404, also for an installation whose path was lost; 500 for the id of a project or provider */
export function findInstallation(world: World, id: string): InstallationRecord {
  const installation = world.installations.get(id);
  if (installation !== undefined && !installation.lost) return installation;
  if (world.projects.has(id) || isAssociated(world, id)) {
    throw brokenInside("Index 2 out of bounds for a path of this length.");
  }
  throw notFound("installation", id);
}

/** The first installation with an external id, perhaps another project's. @throws Refusal 404 */
export function findInstallationByExternalId(world: World, externalId: string): InstallationRecord {
  for (const installation of listedInstallations(world)) {
    if (installation.external_id === externalId && !installation.lost) return installation;
  }
  throw notFound("installation with the external id", externalId);
}

/** @throws Refusal 404 */
export function findProviderByExternalId(world: World, externalId: string): ProviderRecord {
  const provider = world.providers.values().find((known) => known.external_id === externalId);
  if (provider === undefined) throw notFound("provider with the external id", externalId);
  return provider;
}

/** A definition by id in either case, as the service looks it up by its bytes. @throws Refusal 404 */
export function findDefinition(world: World, id: string): DefinitionRecord {
  const definition = world.definitions.get(id.toLowerCase());
  if (definition === undefined) throw notFound("metric definition", id);
  return definition;
}
