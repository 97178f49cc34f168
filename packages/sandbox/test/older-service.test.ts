import { afterAll, beforeAll, expect, test } from "vitest";

import { ROLES, type Sandbox, type ServiceVersion, startSandbox } from "../src/index.ts";
import { ask } from "./ask.ts";

const DATASET = { metrics: 400, installations: 12 };
const WINDOW = "start=2024-01-01&end=2025-01-01";
const EVERYTHING = { type: "query", field: "project_id", operand: "neq", values: "" };

const running = new Map<ServiceVersion, Sandbox>();

beforeAll(async () => {
  for (const service of ["1.7.0", "1.8.1"] as const)
    running.set(service, await startSandbox({ dataset: DATASET, service }));
});

afterAll(async () => {
  for (const sandbox of running.values()) await sandbox.close();
});

function of(version: ServiceVersion): Sandbox {
  const sandbox = running.get(version);
  if (sandbox === undefined) throw new Error(`${version} is not running`);
  return sandbox;
}

/** A call with the ids of the first project, its provider and installation in it. */
function named(sandbox: Sandbox, call: string): string {
  const [project] = sandbox.state.projects.values();
  const [place] = project?.providers.values() ?? [];
  return call
    .replace("{p}", project?.id ?? "")
    .replace("{v}", place?.provider.id ?? "")
    .replace("{i}", place?.installations[0] ?? "");
}

async function status(version: ServiceVersion, call: string, as: string): Promise<number> {
  const sandbox = of(version);
  return (await ask(sandbox, named(sandbox, call), { as })).status;
}

test.for([
  ["GET /projects", "norole", 200, 404],
  ["GET /clients/me", "pa", 404, 200],
  ["GET /clients/general-permissions", "pa", 404, 200],
  ["GET /installations/all", "admin", 404, 200],
  ["GET /installations/external?externalId=x", "admin", 404, 404],
  ["GET /installations/{i}/capacities", "ia", 404, 200],
  [`GET /projects/projects/{p}/groups/g/report?${WINDOW}`, "pa", 404, 200],
  [`GET /projects/projects/{p}/users/u/report?${WINDOW}`, "pa", 404, 200],
  ["GET /projects/projects/{p}/groups/g/metrics", "pa", 200, 200],
  ["GET /admin/actors", "admin", 404, 200],
  ["GET /admin/entitlements", "admin", 404, 200],
  ["GET /admin/projects", "admin", 200, 200],
  ["GET /providers", "norole", 200, 403],
  ["GET /providers", "unreg", 403, 403],
  ["GET /providers/{v}", "iv", 200, 403],
  ["GET /metric-definitions", "norole", 200, 403],
  ["GET /projects/{p}", "pv", 200, 200],
  ["GET /projects/{p}", "va", 403, 403],
  [`GET /providers/{v}/report?${WINDOW}`, "pv", 200, 403],
  [`GET /providers/{v}/report?${WINDOW}`, "norole", 403, 403],
] as const)("%s as %s is %i in 1.7.0 and %i in 1.8.1", async ([call, as, older, newer]) => {
  expect([await status("1.7.0", call, as), await status("1.8.1", call, as)]).toEqual([older, newer]);
});

test("GET /projects lists what the caller may read, and of a project the part", async () => {
  const sandbox = of("1.7.0");
  const seen: string[] = [];
  for (const role of ROLES) {
    const { body } = await ask(sandbox, "GET /projects", { as: role });
    const trees = body.content as readonly {
      readonly providers: readonly { readonly installations: readonly unknown[] }[];
    }[];
    const providers = trees.flatMap((tree) => tree.providers);
    const installations = providers.flatMap((provider) => provider.installations);
    seen.push(`${role} ${trees.length} ${providers.length} ${installations.length}`);
  }
  expect(seen).toEqual([
    "admin 3 8 12",
    "pa 1 2 4",
    "pv 1 2 4",
    "va 1 1 2",
    "vv 1 1 2",
    "ia 1 1 1",
    "iv 1 1 1",
    "rep 2 2 4",
    "opsa 0 0 0",
    "opsv 0 0 0",
    "topv 3 8 12",
    "norole 0 0 0",
    "unreg 0 0 0",
  ]);
});

test("search finds the metrics of the caller's installations alone", async () => {
  const sandbox = of("1.7.0");
  const [first] = sandbox.state.projects.values();
  const ofProject = sandbox.metrics.find((metric) => metric.project_id === first?.id).length;
  const installation = first?.providers.values().next().value?.installations[0];
  const found: Record<string, unknown> = {};
  for (const as of ["admin", "pa", "ia", "norole", "unreg"])
    found[as] = (await ask(sandbox, "POST /metrics/search", { as, body: EVERYTHING })).body["total_elements"];
  expect(found).toEqual({
    admin: 400,
    pa: ofProject,
    ia: sandbox.metrics.list({ installation }).length,
    norole: 0,
    unreg: 0,
  });
  expect(ofProject).toBeGreaterThan(0);
  expect(
    (await ask(of("1.8.1"), "POST /metrics/search", { as: "unreg", body: EVERYTHING })).body,
  ).toMatchObject({
    total_elements: 400,
  });
});

test("reports have one total a definition and permissions, no periods and no aggregates", async () => {
  const sandbox = of("1.7.0");
  const { body } = await ask(sandbox, named(sandbox, `GET /installations/{i}/report?${WINDOW}`));
  const data = body["data"] as readonly {
    readonly metric_definition_id: string;
    readonly total_value: number;
  }[];
  expect(Object.keys(data[0] ?? {})).toEqual([
    "metric_definition_id",
    "metric_name",
    "metric_description",
    "unit_type",
    "metric_type",
    "total_value",
  ]);
  expect(body["permissions"]).toHaveLength(2);
  const stored = sandbox.metrics
    .list({ installation: String(body["installation_id"]) })
    .filter(
      (metric) => metric.time_period_start >= "2024" && metric.time_period_end <= "2025-01-01T00:00:00Z",
    )
    .filter((metric) => metric.metric_definition_id === data[0]?.metric_definition_id);
  const sum = stored.reduce((total, { value }) => total + value, 0);
  expect(data[0]?.total_value).toBeCloseTo(sum, 6);
  expect(sum).toBeGreaterThan(0);

  const project = (await ask(sandbox, named(sandbox, `GET /projects/{p}/report?${WINDOW}`))).body;
  expect(Object.keys(project)).toEqual([
    "id",
    "acronym",
    "title",
    "start_date",
    "end_date",
    "call_identifier",
    "permissions",
    "data",
  ]);
  const everywhere = await ask(sandbox, named(sandbox, `GET /providers/{v}/report?${WINDOW}`), { as: "rep" });
  expect(everywhere.body).toHaveLength(2);
});

test.for([
  "GET /projects/{p}",
  "GET /projects/{p}/installations",
  "GET /installations/{i}",
  "GET /providers/{v}",
])("%s has no external ids and no capacities", async (call) => {
  const sandbox = of("1.7.0");
  const [older, newer] = [of("1.7.0"), of("1.8.1")].map(async (one) =>
    JSON.stringify((await ask(one, named(one, call))).body),
  );
  expect(await older).not.toMatch(/external_id|capacities/);
  expect(await newer).toMatch(/external_id/);
  expect(sandbox.state.capacities.size).toBe(0);
});

test("an installation without a unit of access says null", async () => {
  const sandbox = of("1.7.0");
  const installation = sandbox.state.installations.values().find(({ unit_of_access: unit }) => unit === null);
  const { body } = await ask(sandbox, `GET /installations/${installation?.id}`);
  expect(body["unit_of_access"]).toBeNull();
  expect((await ask(of("1.8.1"), `GET /installations/${installation?.id}`)).body).not.toHaveProperty(
    "unit_of_access",
  );
});

test("creators are named by a digest, in what there was and in what is new", async () => {
  const sandbox = of("1.7.0");
  const definitions = (await ask(sandbox, "GET /metric-definitions")).body.content;
  const provider = (await ask(sandbox, "POST /providers", { body: { name: "Another" } })).body;
  const creator = String(definitions[0]?.["creator_id"]);
  expect(creator).toMatch(/^[0-9a-f]{64}$/);
  expect(provider["creator_id"]).toBe(creator);
  const metrics = (await ask(sandbox, named(sandbox, "GET /projects/{p}/metrics?size=1"))).body.content;
  expect(metrics[0]?.["metric_definition"]).toMatchObject({ creator_id: creator });
});

test("its metrics look as those of 1.8.1 do", async () => {
  const pages = [];
  for (const version of ["1.7.0", "1.8.1"] as const) {
    const sandbox = of(version);
    const { content } = (await ask(sandbox, named(sandbox, "GET /projects/{p}/metrics?size=50"))).body;
    pages.push(content.map((metric) => ({ ...metric, metric_definition: null })));
  }
  expect(pages[0]).toEqual(pages[1]);
  expect(pages[0]).toHaveLength(50);
});

test("a provider's id is chosen by the client, and external ids are not known", async () => {
  const add = async (version: ServiceVersion, body: object) =>
    (await ask(of(version), "POST /providers", { body })).body;
  const chosen = await add("1.7.0", { id: "chosen", name: "Chosen", external_id: "e" });
  expect([chosen["id"], "external_id" in chosen]).toEqual(["chosen", false]);
  expect((await ask(of("1.7.0"), "GET /providers/chosen")).body["name"]).toBe("Chosen");
  const again = await ask(of("1.7.0"), "POST /providers", { body: { id: "chosen", name: "Other" } });
  expect(again.status).toBe(409);
  const newer = await add("1.8.1", { id: "chosen", name: "Chosen", external_id: "e" });
  expect([newer["id"] === "chosen", newer["external_id"]]).toEqual([false, "e"]);
});

test("providers are associated and dissociated by a body, all of them or none", async () => {
  await using sandbox = await startSandbox({ dataset: DATASET, service: "1.7.0" });
  for (const id of ["one", "two"]) await ask(sandbox, "POST /providers", { body: { id, name: id } });
  const call = async (what: string, providers: readonly string[], as = "pa") => {
    const answer = await ask(sandbox, named(sandbox, `POST /projects/{p}/${what}`), {
      as,
      body: { providers },
    });
    const { body } = await ask(sandbox, named(sandbox, "GET /projects/{p}"));
    const listed = body["providers"] as readonly { readonly id: string }[];
    const there = new Set(listed.map(({ id }) => id));
    return [answer.status, there.has("one"), there.has("two")];
  };
  expect(await call("associate", ["one", "nope"])).toEqual([404, false, false]);
  expect(await call("associate", [])).toEqual([400, false, false]);
  expect(await call("associate", ["one"], "pv")).toEqual([403, false, false]);
  expect(await call("associate", ["one"])).toEqual([200, true, false]);
  expect(await call("associate", ["two", "one"])).toEqual([409, true, false]);
  expect(await call("associate", ["two"])).toEqual([200, true, true]);
  expect(await call("dissociate", ["one", "two"])).toEqual([200, false, false]);
  expect(await status("1.7.0", "POST /projects/{p}/associate/provider/{v}", "pa")).toBe(404);
  expect(await status("1.8.1", "POST /projects/{p}/associate/provider/{v}", "pa")).toBe(409);
});

test("the counts of the admin call callers users", async () => {
  const call = "GET /admin/metrics?startDate=2020-01-01&endDate=2099-01-01";
  expect(Object.keys((await ask(of("1.7.0"), call)).body)).toEqual([
    "metric_definition_count",
    "metric_count",
    "user_count",
  ]);
  expect(Object.keys((await ask(of("1.8.1"), call)).body)).toContain("actor_count");
});

test("totals are printed as doubles in its reports, too", async () => {
  const sandbox = of("1.7.0");
  const headers = { authorization: `Bearer ${sandbox.token("admin")}` };
  const path = named(sandbox, "/projects/{p}/report?start=2019-01-01&end=2019-02-01");
  expect(await (await fetch(sandbox.endpoint + path, { headers })).text()).toContain('"total_value":0.0}');
});

test("a version that does not exist is refused, and those that do are listed", async () => {
  const options: object = { service: "2.0.0" };
  await expect(startSandbox(options)).rejects.toMatchObject({
    message: 'there is no sandbox of service "2.0.0"',
    cure: "use one of 1.8.1, 1.7.0",
  });
});
