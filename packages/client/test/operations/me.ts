import { nothing, type Operation } from "./operation.ts";

export const ME: readonly Operation[] = [
  {
    operation: "GET /clients/me",
    method: "me.projects.list",
    call: (acc) => acc.me.projects.list().page(1),
    sends: "GET /clients/me?page=1&size=100",
  },
  {
    operation: "POST /clients",
    method: "me.register",
    call: (acc) => acc.me.register(),
    sends: "POST /clients",
    gives: nothing,
  },
  {
    operation: "GET /clients/general-permissions",
    method: "me.permissions",
    call: (acc) => acc.me.permissions(),
    sends: "GET /clients/general-permissions",
  },
];
