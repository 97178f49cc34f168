import { type Caller, VIEW } from "../access/caller.ts";
import {
  anyToken,
  installationViewer,
  projectViewer,
  providerViewer,
  reachesProvider,
} from "../access/rules.ts";
import { type installationReport, providerReport, totalOf } from "../report/report.ts";
import { forwardWindow, reportOfInstallation, reportOfProject, reportOfProvider } from "../routes/reports.ts";
import { json } from "../service/answer.ts";
import { PROJECT_PERMISSIONS, SCOPE_PERMISSIONS } from "../service/permissions.ts";
import { forbidden } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { findProvider } from "../state/look-up.ts";
import type { ProjectRecord, ProviderRecord } from "../state/entities.ts";
import type { World } from "../state/world.ts";

type InstallationReport = ReturnType<typeof installationReport>;
type ProviderReport = ReturnType<typeof providerReport>;

/** The reports of 1.7.0: one total a definition, no aggregates, and what the caller may do. */
export const olderReportRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/installations/{installation}/report",
    access: installationViewer,
    handle: (call) => json(ofInstallation(reportOfInstallation(call))),
  },
  {
    method: "GET",
    path: "/projects/{project}/providers/{provider}/report",
    access: providerViewer,
    handle: (call) => json(ofProvider(reportOfProvider(call))),
  },
  {
    method: "GET",
    path: "/projects/{project}/report",
    access: projectViewer,
    handle: (call) => {
      const { data, ...head } = reportOfProject(call);
      return json({ ...head, permissions: PROJECT_PERMISSIONS, data: data.map(ofProvider) });
    },
  },
  {
    method: "GET",
    path: "/providers/{provider}/report",
    access: anyToken,
    handle: (call) => {
      const { world, caller } = call;
      const provider = findProvider(world, call.param("provider"));
      const scope = forwardWindow(call);
      const projects = openProjects(world, caller, provider);
      if (projects.length === 0) throw forbidden();
      return json(projects.map((project) => ofProvider(providerReport(world, project, provider, scope))));
    },
  },
];

/** The provider's projects in which the caller may view it. */
function openProjects(world: World, caller: Caller, { id }: ProviderRecord): ProjectRecord[] {
  return [...world.projects.values()].filter(
    (project) => project.providers.has(id) && reachesProvider(caller, VIEW, project.id, id),
  );
}

function ofProvider({ data, ...head }: ProviderReport) {
  return { ...head, permissions: SCOPE_PERMISSIONS, data: data.map(ofInstallation) };
}

function ofInstallation({ data, ...head }: InstallationReport) {
  return {
    ...head,
    permissions: SCOPE_PERMISSIONS,
    data: data.map(({ periods, ...definition }) => ({
      ...definition,
      total_value: totalOf(periods),
    })),
  };
}
