import type { Operation } from "./operation.ts";

export const ME: readonly Operation[] = [
  {
    operation: "GET /clients/me",
    method: "me.projects.list",
    call: (acc) => acc.me.projects.list().page(1),
    sends: "GET /clients/me?page=1&size=100",
  },
];
