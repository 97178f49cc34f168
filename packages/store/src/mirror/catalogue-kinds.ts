import type {
  Capacity,
  Installation,
  MetricDefinition,
  MetricType,
  Project,
  Provider,
  UnitType,
} from "@argo-acc/core";

import { type EntityKind, itemJson } from "./entity.ts";
import { mergeKnown } from "./merge-known.ts";
import { mergeProject, mergeWholeProject } from "./merge-project.ts";

/** A provider from whichever source: trees know neither its creator nor, for some readers, its external id. */
export type KnownProvider = Omit<Provider, "name"> & { readonly name?: string | null };

export const projectKind: EntityKind<Project> = {
  table: "project",
  key: "id",
  columns: (item) => ({
    id: item.id,
    acronym: item.acronym ?? null,
    title: item.title ?? null,
    start_date: item.start_date ?? null,
    end_date: item.end_date ?? null,
    call_identifier: item.call_identifier ?? null,
  }),
  known: ["id", "acronym", "title", "start_date", "end_date", "call_identifier", "providers"],
  merge: mergeProject,
};

/** For trees that name every provider and installation of their project. */
export const wholeProjectKind: EntityKind<Project> = { ...projectKind, merge: mergeWholeProject };

export const providerKind: EntityKind<KnownProvider> = {
  table: "provider",
  key: "id",
  columns: (item) => ({
    id: item.id,
    name: item.name ?? null,
    website: item.website ?? null,
    abbreviation: item.abbreviation ?? null,
    logo: item.logo ?? null,
    external_id: item.external_id ?? null,
    creator_id: item.creator_id ?? null,
  }),
  known: ["id", "name", "website", "abbreviation", "logo", "external_id", "creator_id"],
  // Only the providers' own list tells the creator, and with it everything there is.
  merge: (old, latest) => ("creator_id" in latest ? latest : mergeKnown(old, latest)),
};

export const installationKind: EntityKind<Installation> = {
  table: "installation",
  key: "id",
  columns: (item) => ({
    id: item.id,
    project: item.project,
    organisation: item.organisation,
    infrastructure: item.infrastructure ?? null,
    installation: item.installation,
    resource: item.resource ?? null,
    external_id: item.external_id ?? null,
    unit_of_access: nested(item.unit_of_access),
    capacities: nested(item.capacities),
  }),
  known: [
    "id",
    "project",
    "organisation",
    "infrastructure",
    "installation",
    "resource",
    "external_id",
    "unit_of_access",
    "capacities",
  ],
  // The shape with capacities is the whole installation; what it leaves out, the installation does not have.
  merge: (old, latest) => ("capacities" in latest ? latest : mergeKnown(old, latest)),
};

export const definitionKind: EntityKind<MetricDefinition> = {
  table: "metric_definition",
  key: "metric_definition_id",
  columns: (item) => ({
    metric_definition_id: item.metric_definition_id,
    metric_name: item.metric_name,
    metric_description: item.metric_description ?? null,
    unit_type: item.unit_type,
    metric_type: item.metric_type,
    creator_id: item.creator_id ?? null,
  }),
  known: [
    "metric_definition_id",
    "metric_name",
    "metric_description",
    "unit_type",
    "metric_type",
    "creator_id",
  ],
  merge: mergeKnown,
};

export const unitTypeKind: EntityKind<UnitType> = {
  table: "unit_type",
  key: "id",
  columns: (item) => ({
    id: item.id,
    unit_type: item.unit_type,
    description: item.description ?? null,
    creator_id: item.creator_id ?? null,
  }),
  known: ["id", "unit_type", "description", "creator_id"],
  merge: (_old, latest) => latest,
};

export const metricTypeKind: EntityKind<MetricType> = {
  table: "metric_type",
  key: "id",
  columns: (item) => ({
    id: item.id,
    metric_type: item.metric_type,
    description: item.description ?? null,
    creator_id: item.creator_id ?? null,
  }),
  known: ["id", "metric_type", "description", "creator_id"],
  merge: (_old, latest) => latest,
};

export const capacityKind: EntityKind<Capacity> = {
  table: "capacity",
  key: "id",
  columns: (item) => ({
    id: item.id,
    installation_id: item.installation_id,
    metric_definition_id: item.metric_definition_id,
    value: item.value,
    registered_on: item.registered_on,
  }),
  known: ["id", "installation_id", "metric_definition_id", "value", "registered_on"],
  merge: (_old, latest) => latest,
};

function nested(value: object | null | undefined): string | null {
  return value === null || value === undefined ? null : itemJson(value);
}
