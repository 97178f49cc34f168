import * as v from "valibot";

import { optionalText } from "./scalars.ts";

/** An installation inside a project's tree. */
export interface ProjectInstallation {
  readonly id: string;
  readonly infrastructure?: string | null;
  /** Its name. */
  readonly installation: string;
  readonly external_id?: string | null;
  readonly resource?: string | null;
  /** The id of a metric definition. */
  readonly unit_of_access?: string | null;
}

/** A provider inside a project's tree. `/clients/me` leaves `external_id` out. */
export interface ProjectProvider {
  readonly id: string;
  readonly name?: string | null;
  readonly website?: string | null;
  readonly abbreviation?: string | null;
  readonly logo?: string | null;
  readonly external_id?: string | null;
  readonly installations: readonly ProjectInstallation[];
}

/** A project with its providers and their installations, as far as the token may see them. */
export interface Project {
  readonly id: string;
  readonly acronym?: string | null;
  readonly title?: string | null;
  /** `yyyy-mm-dd`. */
  readonly start_date?: string | null;
  /** `yyyy-mm-dd`. */
  readonly end_date?: string | null;
  readonly call_identifier?: string | null;
  readonly providers: readonly ProjectProvider[];
}

/** What a new project is made of, all of it not empty: the body of `POST /admin/projects`. */
export interface NewProject {
  /** Free text without a dot: dots part the ids in the paths of the service. */
  readonly id: string;
  readonly acronym: string;
  readonly title: string;
  /** `yyyy-mm-dd`. */
  readonly start_date: string;
  /** `yyyy-mm-dd`. */
  readonly end_date: string;
  readonly call_identifier: string;
}

/**
 * What can be changed of a project, at least one of the two. The service also takes dates and a call identifier, answers
 * 200, and changes nothing: they are not here.
 */
export type ProjectPatch =
  | { readonly acronym: string; readonly title?: string | undefined }
  | { readonly acronym?: string | undefined; readonly title: string };

/** Reads an installation inside a tree. */
export const projectInstallationSchema = v.looseObject({
  id: v.string(),
  infrastructure: optionalText,
  installation: v.string(),
  external_id: optionalText,
  resource: optionalText,
  unit_of_access: optionalText,
}) satisfies v.GenericSchema<unknown, ProjectInstallation>;

/** Reads a provider inside a tree. */
export const projectProviderSchema = v.looseObject({
  id: v.string(),
  name: optionalText,
  website: optionalText,
  abbreviation: optionalText,
  logo: optionalText,
  external_id: optionalText,
  installations: v.array(projectInstallationSchema),
}) satisfies v.GenericSchema<unknown, ProjectProvider>;

/** Reads one element of `GET /admin/projects`, `GET /clients/me` and `GET /projects/{id}`. */
export const projectSchema = v.looseObject({
  id: v.string(),
  acronym: optionalText,
  title: optionalText,
  start_date: optionalText,
  end_date: optionalText,
  call_identifier: optionalText,
  providers: v.array(projectProviderSchema),
}) satisfies v.GenericSchema<unknown, Project>;
