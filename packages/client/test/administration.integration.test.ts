import { inspect } from "node:util";

import { AccClient, anyOf, textIs } from "@argo-acc/client";
import {
  AccConflictError,
  AccNotFoundError,
  AccPermissionError,
  AccResponseError,
  type NewProject,
  type NewTenant,
} from "@argo-acc/core";
import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { CONTRACT_DATASET, DEFINITION, I1, V1 } from "./support/contract-dataset.ts";

const SECRET = "only-for-the-service";

const TENANT: NewTenant = {
  issuer: "https://id.example.org/realm",
  tenant_id: "t1",
  client_id: "acc",
  secret: SECRET,
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
};

const PROJECT: NewProject = {
  id: "prj-9",
  acronym: "P9",
  title: "Nine",
  start_date: "2024-01-01",
  end_date: "2024-12-31",
  call_identifier: "C9",
};

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ dataset: CONTRACT_DATASET });
});
afterEach(() => sandbox.close());

function as(role: string): AccClient {
  return new AccClient({ endpoint: sandbox.endpoint, token: sandbox.token(role) });
}

test("an entitlement holds from the actor's next request on, until it is taken away", async () => {
  const { admin } = as("admin");
  const caller = as("norole");
  const known = await admin.entitlements.list().toArray();
  const mine = known.find(({ name }) => name.endsWith(":prj-1:role=viewer"));
  const actor = (await admin.actors.list().toArray()).find(({ oidc_id: sub }) => sub === "norole_sub");
  const [id, actorId] = [mine?.id ?? "", actor?.id ?? ""];
  await expect(caller.project("prj-1").get()).rejects.toBeInstanceOf(AccPermissionError);

  await admin.entitlements.assign(id, actorId);

  expect(await caller.project("prj-1").get()).toMatchObject({ id: "prj-1" });
  expect(await admin.actors.entitlements(actorId).toArray()).toEqual([
    { assignment_id: expect.any(String), name: mine?.name, registered_on: null },
  ]);
  const assignments = await admin.actors.assignments().toArray();
  const own = assignments.filter(({ actor_id: whose }) => whose === actorId);
  expect(own).toMatchObject([{ actor_id: actorId, entitlement_id: id }]);
  await expect(admin.entitlements.assign(id, actorId)).rejects.toBeInstanceOf(AccConflictError);
  await expect(admin.entitlements.delete(id)).rejects.toBeInstanceOf(AccPermissionError);

  await admin.entitlements.dissociate(id, actorId);

  await expect(caller.project("prj-1").get()).rejects.toBeInstanceOf(AccPermissionError);
  await expect(admin.entitlements.dissociate(id, actorId)).rejects.toMatchObject({ status: 400 });
});

test("an entitlement is renamed for everybody who has it", async () => {
  const { admin } = as("admin");
  const viewer = as("pv");
  const known = await admin.entitlements.list().toArray();
  const own = known.find(({ name }) => name.endsWith(":prj-1:role=viewer"));
  const id = own?.id ?? "";

  await admin.entitlements.update(id, { name: own?.name.replace("prj-1", "prj-2") ?? "" });

  await expect(viewer.project("prj-1").get()).rejects.toBeInstanceOf(AccPermissionError);
  expect(await viewer.project("prj-2").get()).toMatchObject({ id: "prj-2" });
  expect(await admin.entitlements.get(id)).toMatchObject({ id, name: expect.stringContaining("prj-2") });
  await expect(admin.entitlements.add({ name: known[0]?.name ?? "" })).rejects.toBeInstanceOf(
    AccConflictError,
  );
});

test("who registers is an actor, and registering again changes nothing", async () => {
  const { admin } = as("admin");
  const before = await admin.actors.list().count();

  await as("unreg").me.register();
  await as("unreg").me.register();

  expect(await admin.actors.list().count()).toBe(before + 1);
  expect(await as("unreg").me.projects.list().toArray()).toEqual([]);
});

test("a unit is made, used by a definition, kept while it is used, and deleted after it", async () => {
  const acc = as("opsa");
  const unit = await acc.unitTypes.add({ unit_type: "GB", description: "gigabytes" });
  const kind = await acc.metricTypes.add({ metric_type: "peak", description: "the highest" });
  expect(await acc.unitTypes.update(unit.id, { description: "10^9 bytes" })).toEqual({
    ...unit,
    description: "10^9 bytes",
  });

  const definition = await acc.metricDefinitions.add({
    metric_name: "storage",
    unit_type: "GB",
    metric_type: "peak",
  });
  const id = definition.metric_definition_id;

  await expect(acc.unitTypes.delete(unit.id)).rejects.toBeInstanceOf(AccPermissionError);
  await expect(acc.metricTypes.update(kind.id, { description: "x" })).rejects.toBeInstanceOf(
    AccPermissionError,
  );
  await expect(
    acc.metricDefinitions.add({ metric_name: "storage", unit_type: "GB", metric_type: "count" }),
  ).rejects.toBeInstanceOf(AccConflictError);
  await expect(acc.metricDefinitions.update(id, { unit_type: "nothing" })).rejects.toBeInstanceOf(
    AccNotFoundError,
  );
  expect(await acc.metricDefinitions.update(id, { metric_description: "what is kept" })).toMatchObject({
    metric_description: "what is kept",
    unit_type: "GB",
  });

  await as("ia").installation(I1).metrics.add({
    metric_definition_id: id,
    time_period_start: "2024-02-01T00:00:00Z",
    time_period_end: "2024-02-02T00:00:00Z",
    value: 1,
  });

  await expect(acc.metricDefinitions.delete(id)).rejects.toBeInstanceOf(AccConflictError);
  await expect(acc.metricDefinitions.delete(DEFINITION)).rejects.toBeInstanceOf(AccConflictError);
});

test("what no metric uses can be deleted, definition first, then its unit and type", async () => {
  const acc = as("opsa");
  const unit = await acc.unitTypes.add({ unit_type: "GB", description: "gigabytes" });
  const { metric_definition_id: id } = await acc.metricDefinitions.add({
    metric_name: "storage",
    unit_type: "GB",
    metric_type: "count",
  });

  await acc.metricDefinitions.delete(id);
  await acc.unitTypes.delete(unit.id);

  await expect(acc.metricDefinitions.get(id)).rejects.toBeInstanceOf(AccNotFoundError);
  await expect(acc.unitTypes.get(unit.id)).rejects.toBeInstanceOf(AccNotFoundError);
});

test("built-in types stay as they are", async () => {
  const acc = as("opsa");
  const [builtIn] = await acc.metricTypes.list().toArray({ limit: 1 });

  expect(builtIn).toMatchObject({ metric_type: "aggregated", creator_id: "" });
  await expect(acc.metricTypes.delete(builtIn?.id ?? "")).rejects.toBeInstanceOf(AccPermissionError);
});

test("definitions are found by exactly what was said", async () => {
  const acc = as("opsa");
  for (const [metric_name, unit_type] of [
    ["cpu", "s"],
    ["cpu.time", "s"],
    ["CPU", "s"],
    ["cpu", "count"],
  ] as const) {
    await acc.metricDefinitions.add({ metric_name, unit_type, metric_type: "count" });
  }
  const find = async (...names: readonly string[]) => {
    const query = anyOf(...names.map((name) => textIs("metric_name", name)));
    const found = await acc.metricDefinitions.search(query).toArray();
    return found.map((one) => `${one.metric_name} ${one.unit_type}`).toSorted();
  };

  expect(await find("cpu")).toEqual(["cpu count", "cpu s"]);
  expect(await find("cpu.time", "CPU")).toEqual(["CPU s", "cpu.time s"]);
  expect(await find("cpu_time")).toEqual(["cpu_time s"]);
  expect(await find(".*")).toEqual([]);
});

describe("a tenant", () => {
  test("is added, changed with its management kept, and deleted", async () => {
    const { tenants } = as("admin").admin;
    const added = await tenants.add(TENANT);

    expect(added.secret).toBe(SECRET);
    await expect(tenants.add(TENANT)).rejects.toBeInstanceOf(AccConflictError);
    const changed = await tenants.update(added.id, { client_id: "new", entitlement_management: "oidc" });
    expect({ ...changed, secret: changed.secret }).toEqual({
      ...TENANT,
      id: added.id,
      client_id: "new",
      entitlement_management: "oidc",
    });
    expect(await tenants.list().toArray()).toEqual([changed]);
    await tenants.delete(added.id);
    await expect(tenants.get(added.id)).rejects.toBeInstanceOf(AccNotFoundError);
  });

  test("shows its secret to who asks for it, and to nobody else", async () => {
    const { tenants } = as("admin").admin;
    const { id } = await tenants.add(TENANT);

    for (const tenant of [await tenants.get(id), ...(await tenants.list().toArray())]) {
      expect(tenant.secret).toBe(SECRET);
      expect(tenant.client_id).toBe("acc");
      for (const shown of [
        inspect(tenant, { depth: 9 }),
        JSON.stringify([tenant]),
        inspect({ ...tenant }),
        Object.values(tenant).join(),
        inspect(Object.assign({}, tenant)),
      ]) {
        expect(shown).toContain("https://id.example.org/realm");
        expect(shown).not.toContain(SECRET);
      }
    }
  });

  test("is not locked out by an update that forgets how its entitlements are managed", async () => {
    const acc = as("admin");
    const { id } = await acc.admin.tenants.add(TENANT);
    const before = acc.requests;
    const forgetful = JSON.parse('{ "client_id": "new" }');

    await expect(acc.admin.tenants.update(id, forgetful)).rejects.toThrow("its users would be locked out");
    expect(acc.requests).toBe(before);
  });
});

test("a setting takes effect at once, and only what it can be is taken", async () => {
  const { settings } = as("admin").admin;

  expect(await settings.list().toArray()).toEqual([
    {
      key: "ENTITLEMENTS_MANAGEMENT",
      current_value: "database",
      default_value: "database",
      allowed_values: ["oidc", "database"],
    },
  ]);
  await expect(settings.update("OF_A_NEWER_SERVICE", "on")).rejects.toBeInstanceOf(AccNotFoundError);
  await settings.update("ENTITLEMENTS_MANAGEMENT", "oidc");
  // from now on roles come from the tokens, and this one's says nothing
  await expect(settings.list().toArray()).rejects.toBeInstanceOf(AccPermissionError);
});

test("counts tell what was created between two days, both inside", async () => {
  const { admin } = as("admin");
  const today = new Date().toISOString().slice(0, 10);
  await as("opsa").metricDefinitions.add({ metric_name: "new", unit_type: "s", metric_type: "count" });

  expect((await admin.counts({ start: today, end: today })).metric_definition_count).toBe(1);
  expect((await admin.counts({ start: "2001-01-01", end: "2001-01-02" })).metric_definition_count).toBe(0);
  expect(await admin.version()).toEqual({ version: "1.8.1" });
});

test("projects that cannot be registered are told one by one", async () => {
  const { errors } = await as("admin").admin.projects.register(["777536", "1"]);

  expect(errors).toHaveLength(2);
  expect(errors[0]).toContain("777536");
});

test("a project is added, renamed, and deleted with what it has", async () => {
  const { admin, ...acc } = as("admin");
  const added = await admin.projects.add(PROJECT);

  expect(added).toEqual({ ...PROJECT, providers: [] });
  await expect(admin.projects.add(PROJECT)).rejects.toBeInstanceOf(AccConflictError);
  expect(await admin.projects.update("prj-9", { title: "New" })).toEqual({ ...added, title: "New" });
  await admin.projects.delete("prj-9");
  await expect(admin.projects.delete("prj-9")).rejects.toBeInstanceOf(AccNotFoundError);
  expect(await acc.projects.list().toArray()).toHaveLength(2);
});

test("a resource is kept while an installation names it", async () => {
  const acc = as("admin");
  await acc.admin.resources.add({ id: "res/1", name: "Storage" });

  expect(await acc.resources.list().toArray()).toEqual([{ id: "res/1", name: "Storage" }]);
  await expect(acc.admin.resources.add({ id: "res/1", name: "x" })).rejects.toBeInstanceOf(AccConflictError);
  const body = { project: "prj-1", organisation: V1, installation: "disks", resource: "res/1" };
  const { id } = Object(await acc.request("POST", "/installations", { body }));
  await expect(acc.admin.resources.delete("res/1")).rejects.toBeInstanceOf(AccConflictError);
  await acc.request("DELETE", `/installations/${id}`);
  await acc.admin.resources.delete("res/1");
  expect(await acc.resources.list().toArray()).toEqual([]);
  await expect(acc.admin.resources.delete("res/1")).rejects.toBeInstanceOf(AccNotFoundError);
});

describe("what is refused before anything is sent", () => {
  test.each([
    {
      name: "counts of a day that is none",
      call: ({ admin }: AccClient) => admin.counts({ start: "2023-02-30", end: "2024-01-01" }),
      words: 'start "2023-02-30" is not a day',
    },
    {
      name: "counts of instants",
      call: ({ admin }: AccClient) => admin.counts({ start: "2024-01-01", end: "2024-01-01T00:00:00Z" }),
      words: 'end "2024-01-01T00:00:00Z" is not a day',
    },
    {
      name: "counts to a day before",
      call: ({ admin }: AccClient) => admin.counts({ start: "2024-01-02", end: "2024-01-01" }),
      words: "start 2024-01-02 is after end 2024-01-01",
    },
    {
      name: "a project that begins on no day",
      call: ({ admin }: AccClient) => admin.projects.add({ ...PROJECT, start_date: "2024-13-01" }),
      words: 'start_date "2024-13-01" is not a day',
    },
    {
      name: "a project that ends before it begins",
      call: ({ admin }: AccClient) => admin.projects.add({ ...PROJECT, end_date: "2023-12-31" }),
      words: "start_date 2024-01-01 is after end_date 2023-12-31",
    },
    {
      name: "an update of a project that changes nothing",
      call: ({ admin }: AccClient) => admin.projects.update("prj-1", Object({})),
      words: "an update of project prj-1 that changes nothing",
    },
    {
      name: "registering no project",
      call: ({ admin }: AccClient) => admin.projects.register([]),
      words: "no projects to register",
    },
  ])("$name", async ({ call, words }) => {
    const acc = as("admin");

    await expect(call(acc)).rejects.toMatchObject({ code: "config", message: words });
    expect(acc.requests).toBe(0);
  });
});

describe("administration is for system admins alone", () => {
  const calls: readonly ((acc: AccClient) => Promise<unknown>)[] = [
    ({ admin }) => admin.projects.list().page(1),
    ({ admin }) => admin.projects.add(PROJECT),
    ({ admin }) => admin.projects.update("prj-1", { title: "x" }),
    ({ admin }) => admin.projects.delete("prj-1"),
    ({ admin }) => admin.projects.register(["1"]),
    ({ admin }) => admin.resources.add({ id: "r", name: "r" }),
    ({ admin }) => admin.resources.delete("r"),
    ({ admin }) => admin.entitlements.list().page(1),
    ({ admin }) => admin.entitlements.add({ name: "x" }),
    ({ admin }) => admin.entitlements.assign("e", "a"),
    ({ admin }) => admin.actors.list().page(1),
    ({ admin }) => admin.actors.assignments().page(1),
    ({ admin }) => admin.actors.entitlements("a").page(1),
    ({ admin }) => admin.tenants.list().page(1),
    ({ admin }) => admin.tenants.add(TENANT),
    ({ admin }) => admin.settings.list().page(1),
    ({ admin }) => admin.settings.update("ENTITLEMENTS_MANAGEMENT", "oidc"),
    ({ admin }) => admin.version(),
    ({ admin }) => admin.counts({ start: "2024-01-01", end: "2024-01-02" }),
  ];

  test.each(["pa", "va", "ia", "rep", "opsa", "topv", "norole", "unreg"])("%s", async (role) => {
    const acc = as(role);

    for (const call of calls) await expect(call(acc)).rejects.toBeInstanceOf(AccPermissionError);
    expect(acc.requests).toBe(calls.length);
  });

  test.each(["pa", "ia", "norole"])("%s may not read the vocabulary either", async (role) => {
    const acc = as(role);

    await expect(acc.unitTypes.list().toArray()).rejects.toBeInstanceOf(AccPermissionError);
    await expect(acc.metricTypes.list().toArray()).rejects.toBeInstanceOf(AccPermissionError);
    await expect(acc.metricDefinitions.list().toArray()).rejects.toBeInstanceOf(AccPermissionError);
    expect(await acc.resources.list().toArray()).toEqual([]);
    expect((await acc.metrics.searchOperands()).map(({ label }) => label)).toContain("gte");
    expect((await acc.metrics.searchOperators()).map(({ label }) => label)).toEqual(["and", "or"]);
    expect((await acc.me.permissions()).map(({ collection }) => collection)).toContain("MetricDefinition");
  });

  test("an operations viewer reads the vocabulary and writes none of it", async () => {
    const acc = as("opsv");

    expect(await acc.unitTypes.list().count()).toBe(11);
    await expect(acc.unitTypes.add({ unit_type: "x", description: "x" })).rejects.toBeInstanceOf(
      AccPermissionError,
    );
    await expect(acc.metricDefinitions.delete(DEFINITION)).rejects.toBeInstanceOf(AccResponseError);
  });
});
