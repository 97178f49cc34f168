import { nothing, type Operation } from "./operation.ts";

const PROJECT = {
  id: "prj-9",
  acronym: "P9",
  title: "Nine",
  start_date: "2024-01-01",
  end_date: "2024-12-31",
  call_identifier: "C9",
};

const RESOURCE = { id: "res 1", name: "Resource" };

export const ADMIN: readonly Operation[] = [
  {
    operation: "GET /admin/projects",
    method: "admin.projects.list",
    call: (acc) => acc.admin.projects.list().page(1),
    sends: "GET /admin/projects?page=1&size=100",
  },
  {
    operation: "POST /admin/projects",
    method: "admin.projects.add",
    call: (acc) => acc.admin.projects.add(PROJECT),
    sends: "POST /admin/projects",
    body: PROJECT,
  },
  {
    operation: "PATCH /admin/projects/{id}",
    method: "admin.projects.update",
    call: (acc) => acc.admin.projects.update("p 1", { title: "New" }),
    sends: "PATCH /admin/projects/p%201",
    body: { title: "New" },
  },
  {
    operation: "DELETE /admin/projects/{id}",
    method: "admin.projects.delete",
    call: (acc) => acc.admin.projects.delete("p/1"),
    sends: "DELETE /admin/projects/p%2F1",
    gives: nothing,
  },
  {
    operation: "POST /admin/register-projects",
    method: "admin.projects.register",
    call: (acc) => acc.admin.projects.register(["777536", "1"]),
    sends: "POST /admin/register-projects",
    body: { projects: ["777536", "1"] },
    gives: (body) => ({ errors: Object(body).errors }),
  },
  {
    operation: "POST /admin/resources",
    method: "admin.resources.add",
    call: (acc) => acc.admin.resources.add(RESOURCE),
    sends: "POST /admin/resources",
    body: RESOURCE,
  },
  {
    operation: "DELETE /admin/resources/{id}",
    method: "admin.resources.delete",
    call: (acc) => acc.admin.resources.delete("res 1"),
    sends: "DELETE /admin/resources/res%201",
    gives: nothing,
  },
  {
    operation: "GET /admin/settings/metadata",
    method: "admin.settings.list",
    call: (acc) => acc.admin.settings.list().page(1),
    sends: "GET /admin/settings/metadata?page=1&size=100",
  },
  {
    operation: "PUT /admin/settings/{key}",
    method: "admin.settings.update",
    call: (acc) => acc.admin.settings.update("ENTITLEMENTS_MANAGEMENT", "oidc"),
    sends: "PUT /admin/settings/ENTITLEMENTS_MANAGEMENT",
    body: { value: "oidc" },
    gives: nothing,
  },
  {
    operation: "GET /admin/version",
    method: "admin.version",
    call: (acc) => acc.admin.version(),
    sends: "GET /admin/version",
  },
  {
    operation: "GET /admin/metrics",
    method: "admin.counts",
    call: (acc) => acc.admin.counts({ start: "2024-01-01", end: "2024-01-01" }),
    sends: "GET /admin/metrics?startDate=2024-01-01&endDate=2024-01-01",
  },
];
