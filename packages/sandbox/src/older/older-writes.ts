import { operationsAdmin, projectAdmin, systemAdmin } from "../access/rules.ts";
import { associate, dissociate } from "../routes/projects.ts";
import { addProvider } from "../routes/providers.ts";
import { countsBetween } from "../routes/settings.ts";
import { type Answer, info, json } from "../service/answer.ts";
import type { Call } from "../service/call.ts";
import { badRequest, conflict } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import type { ProjectRecord, ProviderRecord } from "../state/entities.ts";
import { findProject, findProvider } from "../state/look-up.ts";

/** What 1.7.0 lets admins do in another way: name providers' ids, and associate several providers by one body. */
export const olderWriteRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/providers",
    access: operationsAdmin,
    fields: { id: "text", name: "text", website: "text", abbreviation: "text", logo: "text" },
    handle: addNamedProvider,
  },
  {
    method: "POST",
    path: "/projects/{project}/associate",
    access: projectAdmin,
    fields: { providers: "texts" },
    handle: (call) => forEachProvider(call, associate, "now belong"),
  },
  {
    method: "POST",
    path: "/projects/{project}/dissociate",
    access: projectAdmin,
    fields: { providers: "texts" },
    handle: (call) => forEachProvider(call, dissociate, "no longer belong"),
  },
  {
    method: "GET",
    path: "/admin/metrics",
    access: systemAdmin,
    handle: (call) => {
      const { actor_count: user_count, ...counts } = countsBetween(call);
      return json({ ...counts, user_count });
    },
  },
];

/** The id is the client's; without one it is generated. */
function addNamedProvider(call: Call): Answer {
  const id = call.fields().text("id") || undefined;
  if (id !== undefined && call.world.providers.has(id)) throw conflict("A provider with this id exists.");
  return addProvider(call, id);
}

/** All of them or none. */
function forEachProvider(
  call: Call,
  change: (project: ProjectRecord, provider: ProviderRecord) => void,
  done: string,
): Answer {
  const project = findProject(call.world, call.param("project"));
  const ids = call.fields().texts("providers") ?? [];
  if (ids.length === 0) throw badRequest("providers may not be empty.");
  const providers = [...new Set(ids)].map((id) => findProvider(call.world, id));
  const tried: ProjectRecord = { ...project, providers: new Map(project.providers) };
  for (const provider of providers) change(tried, provider);
  for (const provider of providers) change(project, provider);
  return info(`The providers ${ids.join(", ")} ${done} to the project.`);
}
