import type { Capacity, MetricDefinition } from "@argo-acc/core";

/** A provider as it is kept. */
export interface ProviderRecord {
  readonly id: string;
  readonly name: string;
  readonly website: string | null;
  readonly abbreviation: string | null;
  readonly logo: string | null;
  readonly external_id: string | null;
  readonly creator_id: string;
}

/** An installation as it is kept. Definitions and capacities are joined when it is answered. */
export interface InstallationRecord {
  readonly id: string;
  readonly project: string;
  readonly organisation: string;
  readonly infrastructure: string | null;
  readonly installation: string;
  readonly resource: string | null;
  readonly external_id: string | null;
  /** The id of a metric definition, which may no longer exist. */
  readonly unit_of_access: string | null;
  /** Set by its first metric, for ever: it can then be neither changed nor deleted. */
  readonly hadMetrics: boolean;
  /** Deleting a project whose id is a prefix of this one's makes it answer 404 while lists still show it. */
  readonly lost: boolean;
}

/** A project with its providers, each with the ids of its installations there. */
export interface ProjectRecord {
  readonly id: string;
  readonly acronym: string | null;
  readonly title: string | null;
  readonly start_date: string | null;
  readonly end_date: string | null;
  readonly call_identifier: string | null;
  /** By provider id, in the order of association. */
  readonly providers: Map<string, { readonly provider: ProviderRecord; readonly installations: string[] }>;
}

export type DefinitionRecord = MetricDefinition;
export interface CapacityRecord extends Capacity {
  /** Its value as it was written, with its scale: `12.50`. Default: as JavaScript prints it. */
  readonly decimal?: string | undefined;
}

/** A unit type or a metric type. */
export interface TypeRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** "" for the built-in ones, which cannot be changed. */
  readonly creator_id: string;
}

/** Somebody who registered. */
export interface ActorRecord {
  readonly id: string;
  readonly oidc_id: string;
  readonly name: string;
  readonly email: string;
  /** Without a zone, as the service prints it. */
  readonly registered_on?: string;
  readonly issuer: string;
}

export interface EntitlementRecord {
  readonly id: string;
  readonly name: string;
  readonly registered_on: string | null;
}

export interface AssignmentRecord {
  readonly id: string;
  readonly actor_id: string;
  readonly entitlement_id: string;
  readonly assigned_at: string | null;
}

export interface ResourceRecord {
  readonly id: string;
  readonly name: string;
}

/** The texts of an OIDC tenant, all required on creation. */
export const TENANT_FIELDS = [
  "issuer",
  "tenant_id",
  "client_id",
  "secret",
  "authorization_path",
  "introspection_path",
  "user_info_path",
  "token_path",
  "auth_server_url",
  "user_id_token_claim",
  "service_id_token_claim",
  "group_management_namespace",
  "group_management_parent",
] as const;

/** Another organisation's way to sign in. */
export type TenantRecord = { readonly id: string; readonly entitlement_management: string | null } & {
  readonly [field in (typeof TENANT_FIELDS)[number]]: string;
};
