import { ADMIN, VIEW } from "../access/caller.ts";
import {
  anyToken,
  installationAdmin,
  installationViewer,
  requireInstallation,
  systemAdmin,
} from "../access/rules.ts";
import { objectSearch } from "../search/object-search.ts";
import { type Answer, json, stringify } from "../service/answer.ts";
import type { Call } from "../service/call.ts";
import { offsetOf, pageAnswer, pageOf } from "../service/page.ts";
import { badRequest } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { installationShape } from "../service/shapes.ts";
import type { InstallationRecord } from "../state/entities.ts";
import { findInstallation, findInstallationByExternalId } from "../state/look-up.ts";
import { listedInstallations } from "../state/world.ts";
import {
  addInstallation,
  adminOfBody,
  changeInstallation,
  deleteInstallation,
  hasMetrics,
  NEW_FIELDS,
  UPDATE_FIELDS,
} from "./installation-writes.ts";

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
