import * as v from "valibot";

import type { Patch } from "./patch.ts";
import { type ProjectInstallation, projectInstallationSchema } from "./project.ts";
import { optionalText } from "./scalars.ts";

/** An organisation that delivers services, whether or not it takes part in a project. */
export interface Provider {
  readonly id: string;
  readonly name: string;
  readonly website?: string | null;
  readonly abbreviation?: string | null;
  readonly logo?: string | null;
  readonly external_id?: string | null;
  readonly creator_id?: string | null;
}

/** One provider in one project, as `GET /providers/all` lists them. */
export interface ProviderInProject {
  readonly id: string;
  readonly name: string;
  readonly website?: string | null;
  readonly abbreviation?: string | null;
  readonly logo?: string | null;
  readonly project_id: string;
  readonly project_acronym?: string | null;
  readonly installations: readonly ProjectInstallation[];
}

/** What a new provider is made of: the body of `POST /providers`. */
export interface NewProvider {
  /** Unique among all providers. */
  readonly name: string;
  readonly website?: string | undefined;
  readonly abbreviation?: string | undefined;
  readonly logo?: string | undefined;
  /** Unique among all providers, and never changed later. Default: the service makes up a UUID. */
  readonly external_id?: string | undefined;
}

/** What to change of a provider: the body of `PATCH /providers/{id}`. What is left out stays. */
export type ProviderPatch = Patch<Omit<NewProvider, "external_id">>;

/** Reads one element of `GET /providers`, and `GET /providers/{id}`. */
export const providerSchema = v.looseObject({
  id: v.string(),
  name: v.string(),
  website: optionalText,
  abbreviation: optionalText,
  logo: optionalText,
  external_id: optionalText,
  creator_id: optionalText,
}) satisfies v.GenericSchema<unknown, Provider>;

/** Reads one element of `GET /providers/all`. */
export const providerInProjectSchema = v.looseObject({
  id: v.string(),
  name: v.string(),
  website: optionalText,
  abbreviation: optionalText,
  logo: optionalText,
  project_id: v.string(),
  project_acronym: optionalText,
  installations: v.array(projectInstallationSchema),
}) satisfies v.GenericSchema<unknown, ProviderInProject>;
