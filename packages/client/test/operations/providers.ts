import type { Operation } from "./operation.ts";

export const PROVIDERS: readonly Operation[] = [
  {
    operation: "GET /providers",
    method: "providers.list",
    call: (acc) => acc.providers.list().page(1),
    sends: "GET /providers?page=1&size=100",
  },
  {
    operation: "GET /providers/all",
    method: "providers.all",
    call: (acc) => acc.providers.all({ pageSize: 10 }).page(3),
    sends: "GET /providers/all?page=3&size=10",
  },
  {
    operation: "GET /providers/{id}",
    method: "providers.get",
    call: (acc) => acc.providers.get("v?1"),
    sends: "GET /providers/v%3F1",
  },
];
