import * as v from "valibot";

import type { Patch } from "./patch.ts";

/** Where the entitlements of a tenant's users come from: the service's database, or the claims of their tokens. */
export type EntitlementManagement = "database" | "oidc";

/** What a new tenant is made of, all of it not empty: the body of `POST /admin/oidc-tenants`. */
export interface NewTenant {
  /** Who issues the tokens of its users. */
  readonly issuer: string;
  readonly tenant_id: string;
  readonly client_id: string;
  /** With which the service asks the tenant's server who a token is. */
  readonly secret: string;
  readonly authorization_path: string;
  readonly introspection_path: string;
  readonly user_info_path: string;
  readonly token_path: string;
  readonly auth_server_url: string;
  readonly user_id_token_claim: string;
  readonly service_id_token_claim: string;
  /** How the names of its users' entitlements begin. */
  readonly group_management_namespace: string;
  /** The group below which its users' roles are. */
  readonly group_management_parent: string;
  readonly entitlement_management: EntitlementManagement;
}

/**
 * What can be changed of a tenant. `entitlement_management` has to be said each time: an update without it takes it
 * away, and from then on every call of the tenant's users is answered 500.
 */
export type TenantPatch = Patch<NewTenant> & Pick<NewTenant, "entitlement_management">;

/**
 * An issuer of tokens whose users the service knows apart from its own.
 *
 * The service gives the secret in clear to whoever may read tenants. Here it is there when it is asked for by name, and
 * not enumerable: `JSON.stringify`, `console.log`, `{ ...tenant }` and `Object.entries` leave it out, so that a log of
 * tenants gives nothing away. Of a copy that is to have it, ask for it: `{ ...tenant, secret: tenant.secret }`.
 */
export interface Tenant extends Omit<NewTenant, "entitlement_management"> {
  readonly id: string;
  /** `null` after an update that left it out: the tenant's users are locked out until it is set again. */
  readonly entitlement_management: EntitlementManagement | (string & {}) | null;
}

/** Reads one element of `GET /admin/oidc-tenants`, and `GET /admin/oidc-tenants/{id}`. */
export const tenantSchema = v.pipe(
  v.looseObject({
    id: v.string(),
    issuer: v.string(),
    tenant_id: v.string(),
    client_id: v.string(),
    secret: v.string(),
    authorization_path: v.string(),
    introspection_path: v.string(),
    user_info_path: v.string(),
    token_path: v.string(),
    auth_server_url: v.string(),
    user_id_token_claim: v.string(),
    service_id_token_claim: v.string(),
    group_management_namespace: v.string(),
    group_management_parent: v.string(),
    entitlement_management: v.nullable(v.string()),
  }),
  // the object is the schema's own
  v.transform((tenant) => Object.defineProperty(tenant, "secret", { enumerable: false })),
) satisfies v.GenericSchema<unknown, Tenant>;
