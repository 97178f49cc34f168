import * as v from "valibot";

import { type Capacity, capacitySchema } from "./capacity.ts";
import { type MetricDefinition, metricDefinitionSchema } from "./metric-definition.ts";
import type { Patch } from "./patch.ts";
import { optionalText } from "./scalars.ts";

/** A place where a provider delivers a service to a project; metrics belong to one. */
export interface Installation {
  readonly id: string;
  /** The id of its project. */
  readonly project: string;
  /** The id of its provider. */
  readonly organisation: string;
  readonly infrastructure?: string | null;
  /** Its name. */
  readonly installation: string;
  readonly resource?: string | null;
  readonly external_id?: string | null;
  readonly unit_of_access?: MetricDefinition | null;
  /** Absent in the lists of a project or provider, `[]` when there are none. */
  readonly capacities?: readonly Capacity[] | null;
}

/** What a new installation is made of: the body of `POST /installations`. */
export interface NewInstallation {
  /** The id of its project. */
  readonly project: string;
  /** The id of a provider of that project. */
  readonly organisation: string;
  /** Its name, free in that project and provider. */
  readonly installation: string;
  readonly infrastructure?: string | undefined;
  /** The id of a resource. */
  readonly resource?: string | undefined;
  /** The id of the metric definition that access is counted in. */
  readonly unit_of_access?: string | undefined;
  /** Unique in that project and provider, and never changed later. Default: the service makes up a UUID. */
  readonly external_id?: string | undefined;
}

/**
 * What to change of an installation: the body of `PATCH /installations/{id}`. What is left out stays. A resource and a
 * unit of access can be replaced, never removed.
 */
export type InstallationPatch = Patch<
  Pick<NewInstallation, "infrastructure" | "installation" | "resource" | "unit_of_access">
>;

/** Reads one element of `GET /installations/all`, `GET /projects/{id}/installations` and `GET /installations/{id}`. */
export const installationSchema = v.looseObject({
  id: v.string(),
  project: v.string(),
  organisation: v.string(),
  infrastructure: optionalText,
  installation: v.string(),
  resource: optionalText,
  external_id: optionalText,
  unit_of_access: v.exactOptional(v.nullable(metricDefinitionSchema)),
  capacities: v.exactOptional(v.nullable(v.array(capacitySchema))),
}) satisfies v.GenericSchema<unknown, Installation>;

/**
 * The path under which search finds an installation's metrics, `project.provider.installation`: the stored field
 * `resource_id`. Paths are compared by code point.
 */
export function resourcePath(projectId: string, providerId: string, installationId: string): string {
  return `${projectId}.${providerId}.${installationId}`;
}
