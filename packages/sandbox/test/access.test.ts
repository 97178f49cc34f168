import { afterAll, beforeAll, expect, test } from "vitest";

import { ROLES, type Sandbox, startSandbox } from "../src/index.ts";
import { ask } from "./ask.ts";
import { TENANT } from "./every-operation/operations.ts";
import { recordedDataset } from "./recorded-dataset.ts";

let sandbox: Sandbox;
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  const dataset = recordedDataset("03");
  sandbox = await startSandbox({ dataset });
  const [v1, v2] = dataset.providers;
  const [i1, i2, i3] = dataset.installations;
  const [d1] = dataset.definitions;
  const [m1] = dataset.metrics;
  ids = {
    V1: v1?.id ?? "",
    V2: v2?.id ?? "",
    I1: i1?.id ?? "",
    I2: i2?.id ?? "",
    I3: i3?.id ?? "",
    D1: d1?.metric_definition_id ?? "",
    M1: m1?.id ?? "",
  };
});

afterAll(() => sandbox.close());

const WINDOW = "start=2024-01-01&end=2024-02-01";
const METRIC = {
  metric_definition_id: "D1",
  time_period_start: "2024-01-01T00:00:00Z",
  time_period_end: "2024-01-02T00:00:00Z",
  value: 1,
};
const ALL = "admin pa pv va vv ia iv rep opsa opsv topv norole unreg";
const PROJECT = "admin pa pv topv";
const PROVIDER = "admin pa pv va vv rep topv";
const INSTALLATION = "admin pa pv va vv ia iv rep topv";
const WRITERS = "admin pa va ia rep";
const CATALOGUE = "admin opsa opsv topv";

const CALLS: readonly (readonly [call: string, allowed: string, body?: unknown])[] = [
  ["GET /installations/all", ALL],
  ["POST /metrics/search", ALL, { type: "query", field: "project_id", operand: "neq", values: "" }],
  ["GET /clients/me", ALL],
  ["GET /clients/general-permissions", ALL],
  ["GET /resources", ALL],
  ["GET /operands", ALL],
  ["GET /operators", ALL],
  ["GET /providers", CATALOGUE],
  ["GET /providers/all", CATALOGUE],
  ["GET /providers/V1", CATALOGUE],
  ["GET /metric-definitions", CATALOGUE],
  ["GET /unit-types", CATALOGUE],
  ["GET /metric-types", CATALOGUE],
  ["GET /projects/prj-1", PROJECT],
  ["GET /projects/prj-1/installations", PROJECT],
  ["GET /projects/prj-1/metrics", PROJECT],
  [`GET /projects/prj-1/report?${WINDOW}`, PROJECT],
  ["GET /projects/prj-1/metric-definitions", PROJECT],
  ["GET /projects/projects/prj-1/groups/grp/metrics", PROJECT],
  ["GET /projects/prj-2", "admin topv"],
  ["GET /projects/prj-1/providers/V1/installations", PROVIDER],
  ["GET /projects/prj-1/providers/V1/metrics", PROVIDER],
  [`GET /projects/prj-1/providers/V1/report?${WINDOW}`, PROVIDER],
  ["GET /projects/prj-1/providers/V2/installations", PROJECT],
  ["GET /projects/prj-2/providers/V1/installations", "admin rep topv"],
  ["GET /installations/I1", INSTALLATION],
  ["GET /installations/I1/metrics", INSTALLATION],
  ["GET /installations/external/metrics?externalId=ext-inst-1", INSTALLATION],
  [`GET /installations/I1/report?${WINDOW}`, INSTALLATION],
  ["GET /installations/I1/metric-definitions", INSTALLATION],
  ["GET /installations/I2", PROJECT],
  ["GET /installations/I3", "admin rep topv"],
  ["POST /installations/I1/metrics", WRITERS, METRIC],
  ["GET /installations/I1/metrics/M1", WRITERS],
  ["PATCH /installations/I1/metrics/M1", WRITERS, {}],
  ["GET /installations/I1/capacities", WRITERS],
  [`GET /providers/V1/report?${WINDOW}`, "admin rep"],
  ["GET /admin/projects", "admin"],
  ["GET /admin/actors", "admin"],
  ["GET /admin/version", "admin"],
  ["POST /projects/search", "admin", { type: "query", field: "x", values: "y" }],
  ["POST /installations/search", "admin", { type: "query", field: "x", values: "y" }],
  ["POST /providers", "admin opsa", {}],
];

/** A call or body with the ids of its providers, installations, definitions and metrics. */
function named(text: string): string {
  return text.replace(/\b[VIDM]\d\b/g, (id) => ids[id] ?? id);
}

test.for(CALLS)("lets only its callers through: %s", async ([call, allowed, body]) => {
  const passed: string[] = [];
  for (const role of ROLES) {
    const sent = body === undefined ? undefined : named(JSON.stringify(body));
    const { status } = await ask(sandbox, named(call), {
      as: role,
      ...(sent === undefined ? {} : { body: sent }),
    });
    if (status !== 403) passed.push(role);
  }
  expect(passed.join(" ")).toBe(allowed);
});

test.for([
  ["admin", 2],
  ["pa", 1],
  ["pv", 1],
  ["va", 1],
  ["vv", 1],
  ["ia", 1],
  ["iv", 1],
  ["rep", 0],
  ["opsa", 0],
  ["opsv", 0],
  ["topv", 0],
  ["norole", 0],
  ["unreg", 0],
] as const)("GET /clients/me names the projects of %s: %i", async ([role, count]) => {
  const { body } = await ask(sandbox, "GET /clients/me", { as: role });
  expect(body["total_elements"]).toBe(count);
});

test("GET /projects is gone for everybody", async () => {
  for (const role of ROLES) expect((await ask(sandbox, "GET /projects", { as: role })).status).toBe(404);
});

test.for([
  ["GET /projects/nope", 404],
  ["GET /projects/prj-1/providers/nope/metrics", 404],
  ["GET /installations/nope", 404],
  ["GET /providers/nope", 403],
  ["GET /metric-definitions/nope", 403],
  ["GET /installations/prj-1/metrics", 500],
] as const)("without a role, %s is %i", async ([call, status]) => {
  expect((await ask(sandbox, call, { as: "norole" })).status).toBe(status);
});

test("the top admin of a tenant administers everything but the system", async () => {
  const iss = "https://tenant.example.org/realm";
  const entitlements = ["urn:tenant:group:accounting:role=admin"];
  await using own = await startSandbox({
    dataset: recordedDataset("03"),
    introspect: (token) => (token === "boss" ? { sub: "boss", iss, entitlements } : undefined),
  });
  const status = async (call: string) => (await ask(own, call, { as: "boss" })).status;
  expect(await status("GET /projects/prj-1")).toBe(403);
  const { body } = await ask(own, "POST /admin/oidc-tenants", {
    body: {
      ...TENANT,
      issuer: iss,
      group_management_namespace: "urn:tenant:group",
      entitlement_management: "oidc",
    },
  });

  expect(await status("GET /projects/prj-1")).toBe(200);
  expect(await status("GET /providers")).toBe(200);
  expect(await status("GET /admin/version")).toBe(403);
  expect(await status("GET /admin/projects")).toBe(403);

  await ask(own, `PATCH /admin/oidc-tenants/${String(body["id"])}`, { body: { secret: "new" } });
  expect(await status("GET /projects/prj-1")).toBe(500); // the update left out where entitlements come from
});
