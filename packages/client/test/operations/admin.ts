import type { Operation } from "./operation.ts";

export const ADMIN: readonly Operation[] = [
  {
    operation: "GET /admin/projects",
    method: "admin.projects.list",
    call: (acc) => acc.admin.projects.list().page(1),
    sends: "GET /admin/projects?page=1&size=100",
  },
];
