import * as v from "valibot";

import { type Permission, permissionsSchema } from "./permission.ts";
import {
  type Project,
  type ProjectInstallation,
  type ProjectProvider,
  projectInstallationSchema,
  projectProviderSchema,
  projectSchema,
} from "./project.ts";

/**
 * A project as one of the token's entitlements names it: cut down to the provider or the installation that it covers,
 * with permissions on the level it names alone. They are those of an administrator whatever the role is.
 */
export interface NamedProject extends Project {
  readonly permissions: readonly Permission[];
  readonly providers: readonly NamedProvider[];
}

/** A provider in a {@link NamedProject}. */
export interface NamedProvider extends ProjectProvider {
  readonly permissions: readonly Permission[];
  readonly installations: readonly NamedInstallation[];
}

/** An installation in a {@link NamedProject}. */
export interface NamedInstallation extends ProjectInstallation {
  readonly permissions: readonly Permission[];
}

const namedInstallationSchema = v.looseObject({
  ...projectInstallationSchema.entries,
  permissions: permissionsSchema,
}) satisfies v.GenericSchema<unknown, NamedInstallation>;

const namedProviderSchema = v.looseObject({
  ...projectProviderSchema.entries,
  permissions: permissionsSchema,
  installations: v.array(namedInstallationSchema),
}) satisfies v.GenericSchema<unknown, NamedProvider>;

/** Reads one element of `GET /clients/me`. */
export const namedProjectSchema = v.looseObject({
  ...projectSchema.entries,
  permissions: permissionsSchema,
  providers: v.array(namedProviderSchema),
}) satisfies v.GenericSchema<unknown, NamedProject>;
