import { VIEW } from "../access/caller.ts";
import {
  anyToken,
  projectAdminOfProvider,
  projectViewer,
  providerViewer,
  requireProvider,
  systemAdmin,
} from "../access/rules.ts";
import { readQueryJson } from "../search/parse-query.ts";
import { type Answer, info, json, stringify } from "../service/answer.ts";
import type { Call } from "../service/call.ts";
import { checkListParameters, metricListPage } from "../service/metric-list.ts";
import { pageOf } from "../service/page.ts";
import { badRequest, conflict } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { listedInstallationShape, projectTree } from "../service/shapes.ts";
import type { ProjectRecord, ProviderRecord } from "../state/entities.ts";
import { findProject, findProvider, findProviderByExternalId } from "../state/look-up.ts";
import { installationsOfProject, installationsOfProvider } from "../state/world.ts";

/** Projects, and what is read by project, provider, group and user. `GET /projects` does not exist. */
export const projectRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/projects/{project}",
    access: projectViewer,
    handle: (call) => json(projectTree(call.world, findProject(call.world, call.param("project")))),
  },
  {
    method: "GET",
    path: "/projects/{project}/metrics",
    access: projectViewer,
    paged: 100,
    handle: (call) => metricListPage(call, { project: call.param("project"), byDefinition: true }),
  },
  {
    method: "GET",
    path: "/projects/projects/{project}/groups/{group}/metrics",
    access: projectViewer,
    paged: 100,
    handle: (call) =>
      metricListPage(call, {
        project: call.param("project"),
        group: call.param("group"),
        byDefinition: false,
      }),
  },
  {
    method: "GET",
    path: "/projects/projects/{project}/users/{user}/metrics",
    access: projectViewer,
    paged: 100,
    handle: (call) =>
      metricListPage(call, { project: call.param("project"), user: call.param("user"), byDefinition: false }),
  },
  {
    method: "GET",
    path: "/projects/{project}/installations",
    access: projectViewer,
    paged: 100,
    handle: (call) => {
      const project = findProject(call.world, call.param("project"));
      return pageOf(
        [...installationsOfProject(call.world, project)],
        (installation) => stringify(listedInstallationShape(call.world, installation)),
        call.pageParts(),
      );
    },
  },
  {
    method: "GET",
    path: "/projects/{project}/providers/{provider}/metrics",
    access: providerViewer,
    paged: 100,
    handle: (call) => providerMetrics(call, call.param("provider")),
  },
  {
    method: "GET",
    path: "/projects/{project}/providers/external/metrics",
    access: anyToken,
    paged: 100,
    handle: (call) => {
      const externalId = call.requiredQuery("externalProviderId");
      checkListParameters(call);
      const provider = findProviderByExternalId(call.world, externalId);
      const project = findProject(call.world, call.param("project"));
      requireProvider(call.caller, VIEW, project.id, provider.id);
      return providerMetrics(call, provider.id);
    },
  },
  {
    method: "GET",
    path: "/projects/{project}/providers/{provider}/installations",
    access: providerViewer,
    paged: 100,
    handle: (call) => {
      const project = findProject(call.world, call.param("project"));
      return pageOf(
        installationsOfProvider(call.world, project, call.param("provider")),
        (installation) => stringify(listedInstallationShape(call.world, installation)),
        call.pageParts(),
      );
    },
  },
  {
    method: "POST",
    path: "/projects/{project}/associate/provider/{provider}",
    access: projectAdminOfProvider,
    handle: (call) => {
      associate(projectInPath(call), findProvider(call.world, call.param("provider")));
      return info("The provider now belongs to the project.");
    },
  },
  {
    method: "POST",
    path: "/projects/{project}/dissociate/provider/{provider}",
    access: projectAdminOfProvider,
    handle: (call) => {
      dissociate(projectInPath(call), findProvider(call.world, call.param("provider")));
      return info("The provider no longer belongs to the project.");
    },
  },
  {
    method: "POST",
    path: "/projects/search",
    access: systemAdmin,
    reads: true,
    paged: 100,
    handle: (call) => {
      if (call.text.trim() === "") throw badRequest("The body is empty.");
      readQueryJson(call.text);
      return allProjects(call);
    },
  },
];

/** Every project: the answer of `/admin/projects`, and of the search, which ignores its query. */
export function allProjects(call: Call): Answer {
  return pageOf(
    [...call.world.projects.values()],
    (project) => stringify(projectTree(call.world, project)),
    call.pageParts(),
  );
}

function providerMetrics(call: Call, provider: string): Answer {
  return metricListPage(call, { project: call.param("project"), provider, byDefinition: true });
}

function projectInPath(call: Call): ProjectRecord {
  return findProject(call.world, call.param("project"));
}

/** @throws Refusal 409 if it belongs to it already */
export function associate(project: ProjectRecord, provider: ProviderRecord): void {
  if (project.providers.has(provider.id)) throw conflict("The provider already belongs to the project.");
  project.providers.set(provider.id, { provider, installations: [] });
}

/** @throws Refusal 409 if it has installations there */
export function dissociate(project: ProjectRecord, provider: ProviderRecord): void {
  if ((project.providers.get(provider.id)?.installations.length ?? 0) > 0) {
    throw conflict("The provider has installations in the project.");
  }
  project.providers.delete(provider.id);
}
