import { actorOf } from "../access/caller.ts";
import { anyToken } from "../access/rules.ts";
import { type Answer, info, json, stringify } from "../service/answer.ts";
import type { Call } from "../service/call.ts";
import { CRUD, permissions, PROJECT_PERMISSIONS, SCOPE_PERMISSIONS } from "../service/permissions.ts";
import { pageOf } from "../service/page.ts";
import { brokenInside } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { projectHead } from "../service/shapes.ts";
import { timeWithoutZone } from "../service/time.ts";
import type { ProjectRecord } from "../state/entities.ts";
import { installationsOfProvider } from "../state/world.ts";

/** The callers themselves: registration, and what their entitlements name. */
export const clientRoutes: readonly Route[] = [
  { method: "POST", path: "/clients", access: anyToken, handle: register },
  { method: "GET", path: "/clients/me", access: anyToken, paged: 100, handle: namedProjects },
  {
    method: "GET",
    path: "/clients/general-permissions",
    access: anyToken,
    handle: () =>
      json(
        ["MetricDefinition", "UnitType", "MetricType", "Client", "Provider"].map((name) =>
          permissions(name, CRUD),
        ),
      ),
  },
];

function register(call: Call): Answer {
  const { world, caller } = call;
  if (actorOf(world, caller.subject, caller.issuer) === undefined) {
    const id = world.newId();
    world.actors.set(id, {
      id,
      oidc_id: caller.subject,
      name: caller.name,
      email: caller.email,
      registered_on: timeWithoutZone(world.now()),
      issuer: caller.issuer,
    });
  }
  return info("The client is registered.");
}

/** One row an entitlement, not merged, whatever the role; system admins get every project. */
function namedProjects(call: Call): Answer {
  const { world, caller } = call;
  const parts = call.pageParts();
  if (caller.isSystemAdmin) {
    return pageOf([...world.projects.values()], (project) => stringify(row(call, project, [])), parts);
  }
  const rows = caller.entitlements.flatMap(({ hierarchy: [projectId, ...below] }) => {
    const project = projectId === undefined ? undefined : world.projects.get(projectId);
    return project === undefined ? [] : [stringify(row(call, project, below))];
  });
  return pageOf(rows, (text) => text, parts);
}

/** A project cut down to what an entitlement names: everything, one provider, or one installation. */
function row(call: Call, project: ProjectRecord, below: readonly string[]) {
  const [providerId, installationId] = below;
  const providers = [...project.providers.values()].filter(
    ({ provider }) => providerId === undefined || provider.id === providerId,
  );
  return {
    ...projectHead(project),
    permissions: providerId === undefined ? PROJECT_PERMISSIONS : [],
    providers: providers.map(({ provider, installations }) => {
      if (installationId !== undefined && installations.length === 0) {
        throw brokenInside("The provider of an installation has no installations.");
      }
      return {
        id: provider.id,
        name: provider.name,
        website: provider.website,
        abbreviation: provider.abbreviation,
        logo: provider.logo,
        permissions: providerId !== undefined && installationId === undefined ? SCOPE_PERMISSIONS : [],
        installations: installationsOfProvider(call.world, project, provider.id)
          .filter((installation) => installationId === undefined || installation.id === installationId)
          .map((installation) => ({
            id: installation.id,
            infrastructure: installation.infrastructure,
            installation: installation.installation,
            unit_of_access: installation.unit_of_access,
            permissions: installationId === undefined ? [] : SCOPE_PERMISSIONS,
          })),
      };
    }),
  };
}
