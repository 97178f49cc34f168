import { parseDay } from "@argo-acc/core";

import { VIEW } from "../access/caller.ts";
import {
  anyToken,
  installationViewer,
  projectViewer,
  providerViewer,
  requireInstallation,
  requireProvider,
  requireRepresentative,
} from "../access/rules.ts";
import {
  globalReport,
  installationReport,
  projectReport,
  providerReport,
  type ReportScope,
} from "../report/report.ts";
import { type Answer, json } from "../service/answer.ts";
import type { Call } from "../service/call.ts";
import { badRequest, brokenInside } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import type { ProviderRecord } from "../state/entities.ts";
import {
  findInstallation,
  findInstallationByExternalId,
  findProject,
  findProvider,
  findProviderByExternalId,
} from "../state/look-up.ts";

/** Reports of installations, providers, projects, groups and users over a window of days. */
export const reportRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/installations/{installation}/report",
    access: installationViewer,
    handle: (call) => json(reportOfInstallation(call)),
  },
  {
    method: "GET",
    path: "/installations/external/report",
    access: anyToken,
    handle: (call) => {
      const externalId = call.requiredQuery("externalId");
      const scope = forwardWindow(call);
      const installation = findInstallationByExternalId(call.world, externalId);
      requireInstallation(call.caller, VIEW, installation);
      return json(installationReport(call.world, installation, scope));
    },
  },
  {
    method: "GET",
    path: "/projects/{project}/report",
    access: projectViewer,
    handle: (call) => json(reportOfProject(call)),
  },
  {
    method: "GET",
    path: "/projects/projects/{project}/groups/{group}/report",
    access: projectViewer,
    handle: (call) => partReport(call, { ...readWindow(call), group: call.param("group") }),
  },
  {
    method: "GET",
    path: "/projects/projects/{project}/users/{user}/report",
    access: projectViewer,
    handle: (call) => partReport(call, { ...readWindow(call), user: call.param("user") }),
  },
  {
    method: "GET",
    path: "/projects/{project}/providers/{provider}/report",
    access: providerViewer,
    handle: (call) => json(reportOfProvider(call)),
  },
  {
    method: "GET",
    path: "/projects/{project}/providers/external/report",
    access: anyToken,
    handle: (call) => {
      const externalId = call.requiredQuery("externalProviderId");
      const scope = forwardWindow(call);
      const provider = findProviderByExternalId(call.world, externalId);
      const project = findProject(call.world, call.param("project"));
      requireProvider(call.caller, VIEW, project.id, provider.id);
      return json(providerReport(call.world, project, provider, scope));
    },
  },
  {
    method: "GET",
    path: "/providers/{provider}/report",
    access: anyToken,
    handle: (call) => represented(call, findProvider(call.world, call.param("provider"))),
  },
  {
    method: "GET",
    path: "/providers/report/external",
    access: anyToken,
    handle: (call) =>
      represented(call, findProviderByExternalId(call.world, call.requiredQuery("externalId"))),
  },
];

/** The report of the installation of the path. */
export function reportOfInstallation(call: Call) {
  const installation = findInstallation(call.world, call.param("installation"));
  return installationReport(call.world, installation, forwardWindow(call));
}

/** The report of the project of the path. */
export function reportOfProject(call: Call) {
  return projectReport(call.world, findProject(call.world, call.param("project")), forwardWindow(call));
}

/** The report of the provider in the project of the path. */
export function reportOfProvider(call: Call) {
  const project = findProject(call.world, call.param("project"));
  const provider = findProvider(call.world, call.param("provider"));
  return providerReport(call.world, project, provider, forwardWindow(call));
}

/** A group's or user's report, which takes reversed windows and tells zeros for them. */
function partReport(call: Call, scope: ReportScope): Answer {
  return json(projectReport(call.world, findProject(call.world, call.param("project")), scope));
}

/** The role is checked after the window. */
function represented(call: Call, provider: ProviderRecord): Answer {
  const scope = forwardWindow(call);
  requireRepresentative(call.caller, provider.id);
  return json(globalReport(call.world, provider, scope));
}

/** The window of a report. @throws Refusal 400 when it is reversed */
export function forwardWindow(call: Call): ReportScope {
  const window = readWindow(call);
  if (window.start > window.end) throw badRequest("start cannot be after end.");
  return window;
}

function readWindow(call: Call): { readonly start: number; readonly end: number } {
  const start = call.requiredQuery("start");
  const end = call.requiredQuery("end");
  for (const text of [start, end]) {
    if (!/^\d{4}-\d\d-\d\d$/.test(text))
      throw badRequest(`A day must be of the form yyyy-MM-dd, found: ${text}.`);
  }
  return { start: midnight(start), end: midnight(end) };
}

function midnight(text: string): number {
  const day = parseDay(text);
  if (day === undefined) throw brokenInside(`Text ${text} could not be parsed.`);
  return day;
}
