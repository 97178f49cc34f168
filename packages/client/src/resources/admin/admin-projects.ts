import {
  AccConfigError,
  type NewProject,
  type Paged,
  type Project,
  type ProjectPatch,
  projectSchema,
} from "@argo-acc/core";

import type { CallOptions } from "../../transport/call.ts";
import type { Transport } from "../../transport/transport.ts";
import { checkDay } from "../check-day.ts";
import type { ListOptions } from "../paged-list.ts";
import { path } from "../path.ts";
import { perform } from "../perform.ts";
import { projectList } from "../project-list.ts";

/** What came of registering projects. */
export interface ProjectRegistration {
  /** Why projects could not be registered, one text each, in the service's words. Empty if all were. */
  readonly errors: readonly string[];
}

/** Projects, as a system administrator sees and makes them. */
export class AdminProjects {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every project with its tree: `GET /admin/projects`. */
  list(options: ListOptions = {}): Paged<Project> {
    return projectList(this.#transport, "/admin/projects", options);
  }

  /**
   * Adds a project: `POST /admin/projects`.
   *
   * @throws AccConfigError for a date that is no day, or an end before the start: the service would take both
   * @throws AccConflictError if there is one of this id
   */
  async add(project: NewProject, options: CallOptions = {}): Promise<Project> {
    checkDates(project);
    const call = { method: "POST", path: "/admin/projects", body: project, expect: 201, ...options };
    return this.#transport.read(projectSchema, call);
  }

  /**
   * Changes the acronym or the title of a project: `PATCH /admin/projects/{id}`. Nothing else of it can be changed.
   * Metrics that were written before keep the old acronym.
   *
   * @throws AccConfigError for an update of nothing, which the service answers with 500
   * @throws AccNotFoundError
   */
  async update(id: string, patch: ProjectPatch, options: CallOptions = {}): Promise<Project> {
    const { acronym, title } = patch;
    if (acronym === undefined && title === undefined) {
      throw new AccConfigError(`an update of project ${id} that changes nothing`, {
        cure: "give an acronym or a title",
      });
    }
    const body = { acronym, title };
    return this.#transport.read(projectSchema, {
      method: "PATCH",
      path: path`/admin/projects/${id}`,
      body,
      ...options,
    });
  }

  /**
   * Deletes a project with its installations and metrics: `DELETE /admin/projects/{id}`.
   *
   * **Other projects are hit too**: every project whose id begins with this one's (`prj-1` for `prj`) loses the way to its
   * installations. They go on being listed, answer 404, and search finds their metrics no more.
   *
   * @throws AccNotFoundError
   */
  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await perform(this.#transport, { method: "DELETE", path: path`/admin/projects/${id}`, ...options });
  }

  /**
   * Registers projects of the registry that the service is connected to, by their ids there:
   * `POST /admin/register-projects`. Those that fail are told and do not keep others from being registered.
   *
   * @throws AccConfigError if there is no id
   */
  async register(ids: readonly string[], options: CallOptions = {}): Promise<ProjectRegistration> {
    if (ids.length === 0) {
      throw new AccConfigError("no projects to register", { cure: "give at least one id" });
    }
    const body = { projects: ids };
    const call = { method: "POST", path: "/admin/register-projects", body, ...options };
    const { errors } = await perform(this.#transport, call);
    return { errors: errors ?? [] };
  }
}

function checkDates({ start_date, end_date }: NewProject): void {
  if (checkDay("start_date", start_date) > checkDay("end_date", end_date)) {
    throw new AccConfigError(`start_date ${start_date} is after end_date ${end_date}`, {
      cure: "exchange them",
    });
  }
}
