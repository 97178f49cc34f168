import { ADMIN, VIEW } from "../access/caller.ts";
import {
  anyToken,
  type AccessRule,
  installationAdmin,
  installationViewer,
  requireInstallation,
  requireProvider,
  systemAdmin,
} from "../access/rules.ts";
import { type Answer, created, info, json, stringify } from "../service/answer.ts";
import { type Call, requiredText } from "../service/call.ts";
import type { FieldKind } from "../service/fields.ts";
import { offsetOf, pageAnswer, pageOf } from "../service/page.ts";
import { badRequest, conflict, forbidden, notFound } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { installationShape, textOr } from "../service/shapes.ts";
import type { InstallationRecord } from "../state/entities.ts";
import {
  findDefinition,
  findInstallation,
  findInstallationByExternalId,
  findProject,
  findProvider,
} from "../state/look-up.ts";
import { installationsOfProvider, listedInstallations } from "../state/world.ts";
import { objectSearch } from "../search/object-search.ts";

const UPDATE_FIELDS: Readonly<Record<string, FieldKind>> = {
  infrastructure: "text",
  installation: "text",
  resource: "text",
  unit_of_access: "text",
};

const NEW_FIELDS: Readonly<Record<string, FieldKind>> = {
  ...UPDATE_FIELDS,
  project: "text",
  organisation: "text",
  external_id: "text",
};

/** Admin of the project and provider that the body names; where they are missing, the body is refused first. */
const adminOfBody: AccessRule = (call) => {
  const fields = call.fields();
  const project = findProject(call.world, requiredText(fields, "project"));
  const provider = findProvider(call.world, requiredText(fields, "organisation"));
  requireProvider(call.caller, ADMIN, project.id, provider.id);
};

/** Installations. */
export const installationRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/installations",
    access: adminOfBody,
    fields: NEW_FIELDS,
    handle: addInstallation,
  },
  {
    method: "GET",
    path: "/installations/all",
    access: anyToken,
    paged: 100,
    strictType: true,
    handle: (call) =>
      pageOf(
        [...listedInstallations(call.world)],
        (installation) => stringify(installationShape(call.world, installation)),
        call.pageParts(),
      ),
  },
  {
    method: "POST",
    path: "/installations/search",
    access: systemAdmin,
    reads: true,
    paged: 100,
    handle: searchInstallations,
  },
  {
    method: "GET",
    path: "/installations/{installation}",
    access: installationViewer,
    handle: (call) => json(installationShape(call.world, inPath(call))),
  },
  {
    method: "PATCH",
    path: "/installations/{installation}",
    access: installationAdmin,
    fields: UPDATE_FIELDS,
    handle: (call) => changeInstallation(call, inPath(call)),
  },
  {
    method: "DELETE",
    path: "/installations/{installation}",
    access: installationAdmin,
    handle: (call) => {
      const installation = inPath(call);
      const answer = deleteInstallation(call, installation);
      call.world.capacities.delete(installation.id);
      return answer;
    },
  },
  {
    method: "GET",
    path: "/installations/external",
    access: anyToken,
    handle: (call) => {
      const installation = byExternalId(call);
      requireInstallation(call.caller, VIEW, installation);
      return json(installationShape(call.world, installation));
    },
  },
  {
    method: "PATCH",
    path: "/installations/external",
    access: anyToken,
    fields: UPDATE_FIELDS,
    handle: (call) => {
      call.requiredQuery("externalId");
      call.fields(); // an empty body is refused before anything is looked up
      const installation = byExternalId(call);
      requireInstallation(call.caller, ADMIN, installation);
      return changeInstallation(call, installation);
    },
  },
  {
    method: "DELETE",
    path: "/installations/external",
    access: anyToken,
    handle: (call) => {
      const installation = byExternalId(call);
      if (installation.hadMetrics) throw hasMetrics();
      requireInstallation(call.caller, ADMIN, installation);
      return deleteInstallation(call, installation); // its capacities stay behind
    },
  },
];

function inPath(call: Call): InstallationRecord {
  return findInstallation(call.world, call.param("installation"));
}

function byExternalId(call: Call): InstallationRecord {
  return findInstallationByExternalId(call.world, call.requiredQuery("externalId"));
}

function hasMetrics() {
  return forbidden("The installation has or had metrics and stays as it is.");
}

function addInstallation(call: Call): Answer {
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

function changeInstallation(call: Call, before: InstallationRecord): Answer {
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

function deleteInstallation(call: Call, installation: InstallationRecord): Answer {
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

/** Pages as other lists do, but counts nothing: the total is 0, the links are missing. */
function searchInstallations(call: Call): Answer {
  if (call.text.trim() === "") throw badRequest("The body is empty.");
  const found = objectSearch(call.text, [...listedInstallations(call.world)], (installation, field) => {
    if (field === "_id") return undefined;
    const value = Object.entries(installation).find(([name]) => name === field)?.[1];
    return typeof value === "string" ? value : undefined;
  });
  const parts = call.pageParts();
  const from = offsetOf(parts.request);
  const items = found
    .slice(from, from + parts.request.size)
    .map((installation) => stringify(installationShape(call.world, installation)));
  return pageAnswer({ ...parts, items, total: 0 });
}
