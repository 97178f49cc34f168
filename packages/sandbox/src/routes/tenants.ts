import { systemAdmin } from "../access/rules.ts";
import { type Answer, created, info, json, stringify } from "../service/answer.ts";
import { type Call, requiredText } from "../service/call.ts";
import type { FieldKind } from "../service/fields.ts";
import { pageOf } from "../service/page.ts";
import { badRequest, conflict, notFound } from "../service/refusal.ts";
import type { Route } from "../service/route.ts";
import { textOr } from "../service/shapes.ts";
import { TENANT_FIELDS, type TenantRecord } from "../state/entities.ts";

const MANAGEMENT = "entitlement_management";
const FIELDS: Readonly<Record<string, FieldKind>> = Object.fromEntries(
  [...TENANT_FIELDS, MANAGEMENT].map((name) => [name, "text"]),
);

/** The other organisations whose tokens are accepted. */
export const tenantRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/admin/oidc-tenants",
    access: systemAdmin,
    paged: 100,
    handle: (call) => pageOf([...call.world.tenants.values()], stringify, call.pageParts()),
  },
  { method: "POST", path: "/admin/oidc-tenants", access: systemAdmin, fields: FIELDS, handle: addTenant },
  {
    method: "GET",
    path: "/admin/oidc-tenants/{tenant}",
    access: systemAdmin,
    handle: (call) => json(inPath(call)),
  },
  {
    method: "PATCH",
    path: "/admin/oidc-tenants/{tenant}",
    access: systemAdmin,
    fields: FIELDS,
    handle: changeTenant,
  },
  {
    method: "DELETE",
    path: "/admin/oidc-tenants/{tenant}",
    access: systemAdmin,
    handle: (call) => {
      call.world.tenants.delete(inPath(call).id);
      return info("The tenant was deleted.");
    },
  },
];

function inPath(call: Call): TenantRecord {
  const tenant = call.world.tenants.get(call.param("tenant"));
  if (tenant === undefined) throw notFound("tenant", call.param("tenant"));
  return tenant;
}

function addTenant(call: Call): Answer {
  const { world } = call;
  const fields = call.fields();
  const management = checkedManagement(requiredText(fields, MANAGEMENT));
  const tenant: TenantRecord = {
    id: world.newId(),
    ...texts((name) => requiredText(fields, name)),
    entitlement_management: management,
  };
  const taken = world.tenants
    .values()
    .some((known) => known.issuer === tenant.issuer || known.tenant_id === tenant.tenant_id);
  if (taken) throw conflict("A tenant with this issuer or id exists.");
  world.tenants.set(tenant.id, tenant);
  return created(tenant, call.location(`/admin/oidc-tenants/${tenant.id}`));
}

/** An update that leaves `entitlement_management` out nulls it, and locks the tenant's users out. */
function changeTenant(call: Call): Answer {
  const before = inPath(call);
  const fields = call.fields();
  const management = fields.text(MANAGEMENT);
  const after: TenantRecord = {
    id: before.id,
    ...texts((name) => textOr(fields, name, before[name])),
    entitlement_management: management === undefined ? null : checkedManagement(management),
  };
  call.world.tenants.set(after.id, after);
  return json(after);
}

function checkedManagement(text: string): string {
  if (text !== "oidc" && text !== "database") throw badRequest(`${MANAGEMENT} must be oidc or database.`);
  return text;
}

type TenantTexts = { [name in (typeof TENANT_FIELDS)[number]]: string };

function texts(read: (name: (typeof TENANT_FIELDS)[number]) => string): TenantTexts {
  return {
    issuer: read("issuer"),
    tenant_id: read("tenant_id"),
    client_id: read("client_id"),
    secret: read("secret"),
    authorization_path: read("authorization_path"),
    introspection_path: read("introspection_path"),
    user_info_path: read("user_info_path"),
    token_path: read("token_path"),
    auth_server_url: read("auth_server_url"),
    user_id_token_claim: read("user_id_token_claim"),
    service_id_token_claim: read("service_id_token_claim"),
    group_management_namespace: read("group_management_namespace"),
    group_management_parent: read("group_management_parent"),
  };
}
