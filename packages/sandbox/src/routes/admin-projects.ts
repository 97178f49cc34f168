import { systemAdmin } from "../access/rules.ts";
import { type Answer, created, info, json } from "../service/answer.ts";
import { type Call, requiredText } from "../service/call.ts";
import type { FieldKind } from "../service/fields.ts";
import { badRequest, brokenInside, conflict } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { projectTree, textOr } from "../service/shapes.ts";
import type { ProjectRecord } from "../state/entities.ts";
import { findProject } from "../state/look-up.ts";
import type { World } from "../state/world.ts";
import { allProjects } from "./projects.ts";

const UPDATE_FIELDS: Readonly<Record<string, FieldKind>> = {
  acronym: "text",
  title: "text",
  start_date: "text",
  end_date: "text",
  call_identifier: "text",
};

/** Projects, as system admins make, change and delete them. */
export const adminProjectRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/admin/projects",
    access: systemAdmin,
    paged: 100,
    strictType: true,
    handle: allProjects,
  },
  {
    method: "POST",
    path: "/admin/projects",
    access: systemAdmin,
    fields: { ...UPDATE_FIELDS, id: "text" },
    handle: addProject,
  },
  {
    method: "PATCH",
    path: "/admin/projects/{project}",
    access: systemAdmin,
    fields: UPDATE_FIELDS,
    handle: changeProject,
  },
  { method: "DELETE", path: "/admin/projects/{project}", access: systemAdmin, handle: deleteProject },
  {
    method: "POST",
    path: "/admin/register-projects",
    access: systemAdmin,
    fields: { projects: "texts" },
    handle: registerProjects,
  },
];

function addProject(call: Call): Answer {
  const { world } = call;
  const fields = call.fields();
  const project: ProjectRecord = {
    id: requiredText(fields, "id"),
    acronym: requiredText(fields, "acronym"),
    title: requiredText(fields, "title"),
    start_date: date(requiredText(fields, "start_date")),
    end_date: date(requiredText(fields, "end_date")),
    call_identifier: requiredText(fields, "call_identifier"),
    providers: new Map(),
  };
  if (project.id.includes(".")) throw badRequest("The id of a project may not contain a dot.");
  if (world.projects.has(project.id)) throw conflict("A project with this id exists.");
  world.projects.set(project.id, project);
  return created(projectTree(world, project), call.location(`/admin/projects/${encodeURI(project.id)}`));
}

/** The service's own check, which lets months up to 59 pass. */
function date(text: string): string {
  if (!/^\d{4}-[0-5]\d-[0-3]\d$/.test(text)) throw badRequest("Dates must be of the form yyyy-MM-dd.");
  return text;
}

/** Dates and the call identifier never take effect. */
function changeProject(call: Call): Answer {
  const before = findProject(call.world, call.param("project"));
  const fields = call.fields();
  if (!Object.keys(UPDATE_FIELDS).some((name) => fields.text(name) !== undefined)) {
    throw brokenInside("The update is empty.");
  }
  const after: ProjectRecord = {
    ...before,
    acronym: textOr(fields, "acronym", before.acronym),
    title: textOr(fields, "title", before.title),
  };
  call.world.projects.set(after.id, after);
  return json(projectTree(call.world, after));
}

function deleteProject(call: Call): Answer {
  const { world } = call;
  const project = findProject(world, call.param("project"));
  for (const { installations } of project.providers.values()) {
    for (const id of installations) {
      world.installations.delete(id);
      world.capacities.delete(id);
    }
  }
  for (const path of world.metrics.paths()) {
    if (path.startsWith(`${project.id}.`)) {
      for (const row of world.metrics.rowsOf(path).slice()) world.metrics.remove(row);
    }
  }
  world.projects.delete(project.id);
  loseOthers(world, project.id);
  return info("The project was deleted.");
}

/** The paths of projects whose id begins with that of the deleted one are lost with it. */
function loseOthers(world: World, prefix: string): void {
  for (const installation of world.installations.values()) {
    if (installation.project.startsWith(prefix)) {
      world.installations.set(installation.id, { ...installation, lost: true });
    }
  }
  world.rows.clear();
}

/** There is no registry outside to ask: every project is told as one that could not be found. */
function registerProjects(call: Call): Answer {
  const projects = call.fields().texts("projects") ?? [];
  if (projects.length === 0) throw badRequest("projects may not be empty.");
  const errors = projects.map((id) => `The project ${id} is not known to the registry.`);
  return json({ code: 200, message: "The projects were looked up.", errors });
}
