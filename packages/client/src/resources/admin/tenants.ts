import {
  AccConfigError,
  type NewTenant,
  type Paged,
  type Tenant,
  type TenantPatch,
  tenantSchema,
} from "@argo-acc/core";

import type { CallOptions } from "../../transport/call.ts";
import type { Transport } from "../../transport/transport.ts";
import { type ListOptions, pagedList } from "../paged-list.ts";
import { path } from "../path.ts";
import { perform } from "../perform.ts";

/** The issuers whose users the service knows apart from its own. Their secrets come in clear: see {@link Tenant}. */
export class Tenants {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Every tenant: `GET /admin/oidc-tenants`. */
  list(options: ListOptions = {}): Paged<Tenant> {
    const call = { method: "GET", path: "/admin/oidc-tenants" };
    return pagedList(this.#transport, call, tenantSchema, { options, identify: ({ id }) => id });
  }

  /**
   * One tenant: `GET /admin/oidc-tenants/{id}`.
   *
   * @param id the `id`, not the `tenant_id`
   * @throws AccNotFoundError
   */
  async get(id: string, options: CallOptions = {}): Promise<Tenant> {
    const call = { method: "GET", path: path`/admin/oidc-tenants/${id}`, ...options };
    return this.#transport.read(tenantSchema, call);
  }

  /**
   * Adds a tenant: `POST /admin/oidc-tenants`.
   *
   * @throws AccConflictError if there is one of this issuer or `tenant_id`
   */
  async add(tenant: NewTenant, options: CallOptions = {}): Promise<Tenant> {
    const call = { method: "POST", path: "/admin/oidc-tenants", body: tenant, expect: 201, ...options };
    return this.#transport.read(tenantSchema, call);
  }

  /**
   * Changes a tenant: `PATCH /admin/oidc-tenants/{id}`.
   *
   * @throws AccConfigError without `entitlement_management`: the service would take it away, and answer 500 to every call
   *   of the tenant's users from then on
   * @throws AccNotFoundError
   */
  async update(id: string, patch: TenantPatch, options: CallOptions = {}): Promise<Tenant> {
    const { entitlement_management: management } = patch;
    if (management !== "database" && management !== "oidc") {
      throw new AccConfigError(
        `an update of tenant ${id} with entitlement_management ${management}: its users would be locked out`,
        { cure: "give entitlement_management, database or oidc" },
      );
    }
    const call = { method: "PATCH", path: path`/admin/oidc-tenants/${id}`, body: patch, ...options };
    return this.#transport.read(tenantSchema, call);
  }

  /**
   * Deletes a tenant: `DELETE /admin/oidc-tenants/{id}`.
   *
   * @throws AccNotFoundError
   */
  async delete(id: string, options: CallOptions = {}): Promise<void> {
    await perform(this.#transport, { method: "DELETE", path: path`/admin/oidc-tenants/${id}`, ...options });
  }
}
