import { nothing, type Operation } from "./operation.ts";

const NAME = { name: "urn:example:group:accounting:prj-1:role=viewer" };

const TENANT = {
  issuer: "https://id.example.org/realm",
  tenant_id: "t1",
  client_id: "acc",
  secret: "hush",
  authorization_path: "/auth",
  introspection_path: "/introspect",
  user_info_path: "/userinfo",
  token_path: "/token",
  auth_server_url: "https://id.example.org/realm",
  user_id_token_claim: "sub",
  service_id_token_claim: "client_id",
  group_management_namespace: "urn:example:group",
  group_management_parent: "accounting",
  entitlement_management: "database",
} as const;

/** Who may do what. */
export const ADMIN_ACCESS: readonly Operation[] = [
  {
    operation: "GET /admin/entitlements",
    method: "admin.entitlements.list",
    call: (acc) => acc.admin.entitlements.list().page(1),
    sends: "GET /admin/entitlements?page=1&size=100",
  },
  {
    operation: "POST /admin/entitlements",
    method: "admin.entitlements.add",
    call: (acc) => acc.admin.entitlements.add(NAME),
    sends: "POST /admin/entitlements",
    body: NAME,
  },
  {
    operation: "GET /admin/entitlements/{id}",
    method: "admin.entitlements.get",
    call: (acc) => acc.admin.entitlements.get("e/1"),
    sends: "GET /admin/entitlements/e%2F1",
  },
  {
    operation: "PATCH /admin/entitlements/{id}",
    method: "admin.entitlements.update",
    call: (acc) => acc.admin.entitlements.update("e", NAME),
    sends: "PATCH /admin/entitlements/e",
    body: NAME,
  },
  {
    operation: "DELETE /admin/entitlements/{id}",
    method: "admin.entitlements.delete",
    call: (acc) => acc.admin.entitlements.delete("e"),
    sends: "DELETE /admin/entitlements/e",
    gives: nothing,
  },
  {
    operation: "POST /admin/entitlements/{id}/assign/{actor_id}",
    method: "admin.entitlements.assign",
    call: (acc) => acc.admin.entitlements.assign("e 1", "a 2"),
    sends: "POST /admin/entitlements/e%201/assign/a%202",
    gives: nothing,
  },
  {
    operation: "POST /admin/entitlements/{id}/dissociate/{actor_id}",
    method: "admin.entitlements.dissociate",
    call: (acc) => acc.admin.entitlements.dissociate("e 1", "a 2"),
    sends: "POST /admin/entitlements/e%201/dissociate/a%202",
    gives: nothing,
  },
  {
    operation: "GET /admin/actors",
    method: "admin.actors.list",
    call: (acc) => acc.admin.actors.list().page(1),
    sends: "GET /admin/actors?page=1&size=100",
  },
  {
    operation: "GET /admin/actors/entitlements",
    method: "admin.actors.assignments",
    call: (acc) => acc.admin.actors.assignments().page(1),
    sends: "GET /admin/actors/entitlements?page=1&size=100",
  },
  {
    operation: "GET /admin/actors/{actor_id}/entitlements",
    method: "admin.actors.entitlements",
    call: (acc) => acc.admin.actors.entitlements("a").page(1),
    sends: "GET /admin/actors/a/entitlements?page=1&size=100",
    gives: withAssignmentIds,
  },
  {
    operation: "GET /admin/oidc-tenants",
    method: "admin.tenants.list",
    call: (acc) => acc.admin.tenants.list().page(1),
    sends: "GET /admin/oidc-tenants?page=1&size=100",
  },
  {
    operation: "POST /admin/oidc-tenants",
    method: "admin.tenants.add",
    call: (acc) => acc.admin.tenants.add(TENANT),
    sends: "POST /admin/oidc-tenants",
    body: TENANT,
  },
  {
    operation: "GET /admin/oidc-tenants/{id}",
    method: "admin.tenants.get",
    call: (acc) => acc.admin.tenants.get("t/1"),
    sends: "GET /admin/oidc-tenants/t%2F1",
  },
  {
    operation: "PATCH /admin/oidc-tenants/{id}",
    method: "admin.tenants.update",
    call: (acc) => acc.admin.tenants.update("t", { client_id: "new", entitlement_management: "oidc" }),
    sends: "PATCH /admin/oidc-tenants/t",
    body: { client_id: "new", entitlement_management: "oidc" },
  },
  {
    operation: "DELETE /admin/oidc-tenants/{id}",
    method: "admin.tenants.delete",
    call: (acc) => acc.admin.tenants.delete("t"),
    sends: "DELETE /admin/oidc-tenants/t",
    gives: nothing,
  },
];

/** What the service calls the id of an actor's entitlement is the assignment's. */
function withAssignmentIds(page: unknown): unknown {
  const { content, ...rest } = Object(page);
  return {
    ...rest,
    content: content.map(({ id, ...assigned }: { readonly id: unknown }) => ({
      assignment_id: id,
      ...assigned,
    })),
  };
}
