import { textFrom } from "@argo-acc/client";

import { nothing, type Operation } from "./operation.ts";

const JANUARY = { start: "2024-01-01", end: "2024-02-01" };

/** The providers of the service. */
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
    operation: "POST /providers/search",
    method: "providers.search",
    call: (acc) => acc.providers.search(textFrom("name", "Provider")).page(1),
    sends: "POST /providers/search?page=1&size=100",
    body: { type: "query", field: "name", operand: "gte", values: "Provider" },
  },
  {
    operation: "POST /providers",
    method: "providers.add",
    call: (acc) =>
      acc.providers.add({
        name: "Provider",
        website: "https://provider.example.org",
        abbreviation: "P",
        logo: "https://provider.example.org/logo.png",
        external_id: "ext-1",
      }),
    sends: "POST /providers",
    body: {
      name: "Provider",
      website: "https://provider.example.org",
      abbreviation: "P",
      logo: "https://provider.example.org/logo.png",
      external_id: "ext-1",
    },
  },
  {
    operation: "GET /providers/{id}",
    method: "provider().get",
    call: (acc) => acc.provider("v?1").get(),
    sends: "GET /providers/v%3F1",
  },
  {
    operation: "PATCH /providers/{id}",
    method: "provider().update",
    call: (acc) => acc.provider("v").update({ name: "Other", website: "", abbreviation: "O", logo: "l" }),
    sends: "PATCH /providers/v",
    body: { name: "Other", website: "", abbreviation: "O", logo: "l" },
  },
  {
    operation: "DELETE /providers/{id}",
    method: "provider().delete",
    call: (acc) => acc.provider("v").delete(),
    sends: "DELETE /providers/v",
    gives: nothing,
  },
  {
    operation: "GET /providers/{provider_id}/report",
    method: "provider().report",
    call: (acc) => acc.provider("v").report(JANUARY),
    sends: "GET /providers/v/report?start=2024-01-01&end=2024-02-01",
  },
  {
    operation: "GET /providers/external",
    method: "provider({ externalId }).get",
    call: (acc) => acc.provider({ externalId: "ext&1" }).get(),
    sends: "GET /providers/external?externalId=ext%261",
  },
  {
    operation: "GET /providers/report/external",
    method: "provider({ externalId }).report",
    call: (acc) => acc.provider({ externalId: "ext" }).report(JANUARY),
    sends: "GET /providers/report/external?externalId=ext&start=2024-01-01&end=2024-02-01",
  },
];
