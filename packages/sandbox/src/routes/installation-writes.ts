import { ADMIN } from "../access/caller.ts";
import { type AccessRule, requireProvider } from "../access/rules.ts";
import { type Answer, created, info, json } from "../service/answer.ts";
import { type Call, requiredText } from "../service/call.ts";
import type { FieldKind } from "../service/fields.ts";
import { badRequest, conflict, forbidden, notFound } from "../service/refusal.ts";
import { installationShape, textOr } from "../service/shapes.ts";
import type { InstallationRecord } from "../state/entities.ts";
import { findDefinition, findProject, findProvider } from "../state/look-up.ts";
import { installationsOfProvider } from "../state/world.ts";

/** The fields of an update. */
export const UPDATE_FIELDS: Readonly<Record<string, FieldKind>> = {
  infrastructure: "text",
  installation: "text",
  resource: "text",
  unit_of_access: "text",
};

/** The fields of a new installation. */
export const NEW_FIELDS: Readonly<Record<string, FieldKind>> = {
  ...UPDATE_FIELDS,
  project: "text",
  organisation: "text",
  external_id: "text",
};

/** Admin of the project and provider that the body names; where they are missing, the body is refused first. */
export const adminOfBody: AccessRule = (call) => {
  const fields = call.fields();
  const project = findProject(call.world, requiredText(fields, "project"));
  const provider = findProvider(call.world, requiredText(fields, "organisation"));
  requireProvider(call.caller, ADMIN, project.id, provider.id);
};

/** The refusal of a change to an installation that has or had metrics. */
export function hasMetrics() {
  return forbidden("The installation has or had metrics and stays as it is.");
}

/** Adds an installation to a provider of a project. */
export function addInstallation(call: Call): Answer {
  const { world } = call;
  const fields = call.fields();
  const project = findProject(world, requiredText(fields, "project"));
  const provider = findProvider(world, requiredText(fields, "organisation"));
  const name = requiredText(fields, "installation");
  const siblings = project.providers.get(provider.id);
  if (siblings === undefined) throw badRequest("The provider does not belong to the project.");
  const others = installationsOfProvider(world, project, provider.id);
  requireFreeName(others, name);
  const externalId = fields.text("external_id") || world.newUuid();
  if (others.some((other) => other.external_id === externalId)) {
    throw conflict("The external id is in use in this project and provider.");
  }
  const installation: InstallationRecord = {
    id: world.newId(),
    project: project.id,
    organisation: provider.id,
    infrastructure: fields.text("infrastructure") ?? null,
    installation: name,
    resource: knownResource(call, fields.text("resource")),
    external_id: externalId,
    unit_of_access: knownDefinition(call, fields.text("unit_of_access")),
    hadMetrics: false,
    lost: false,
  };
  world.installations.set(installation.id, installation);
  siblings.installations.push(installation.id);
  return created(installationShape(world, installation), call.location(`/installations/${installation.id}`));
}

/** Changes what an update says, unless the installation has or had metrics. */
export function changeInstallation(call: Call, before: InstallationRecord): Answer {
  const { world } = call;
  const fields = call.fields();
  if (before.hadMetrics) throw hasMetrics();
  const name = fields.text("installation");
  if (name)
    requireFreeName(
      installationsOfProvider(world, findProject(world, before.project), before.organisation),
      name,
    );
  const after: InstallationRecord = {
    ...before,
    infrastructure: textOr(fields, "infrastructure", before.infrastructure),
    installation: textOr(fields, "installation", before.installation),
    resource: knownResource(call, fields.text("resource")) ?? before.resource,
    unit_of_access: knownDefinition(call, fields.text("unit_of_access")) ?? before.unit_of_access,
  };
  world.installations.set(after.id, after);
  return json(installationShape(world, after));
}

/** Deletes an installation that never had metrics, but not its capacities. */
export function deleteInstallation(call: Call, installation: InstallationRecord): Answer {
  const { world } = call;
  if (installation.hadMetrics) throw hasMetrics();
  world.installations.delete(installation.id);
  const siblings = world.projects.get(installation.project)?.providers.get(installation.organisation);
  siblings?.installations.splice(siblings.installations.indexOf(installation.id), 1);
  return info("The installation was deleted.");
}

function requireFreeName(others: readonly InstallationRecord[], name: string): void {
  if (others.some((other) => other.installation === name)) {
    throw conflict("An installation of this name exists in the project and provider.");
  }
}

function knownResource(call: Call, id: string | undefined): string | null {
  if (id === undefined || id === "") return null;
  if (!call.world.resources.has(id)) throw notFound("resource", id);
  return id;
}

function knownDefinition(call: Call, id: string | undefined): string | null {
  return id === undefined || id === "" ? null : findDefinition(call.world, id).metric_definition_id;
}
