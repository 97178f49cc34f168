import { AccClient, textIs } from "@argo-acc/client";
import { AccConflictError, AccNotFoundError, AccPermissionError } from "@argo-acc/core";
import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { afterAll, beforeAll, expect, test } from "vitest";

const JANUARY = { start: "2024-01-01", end: "2024-02-01" };

let sandbox: Sandbox;
/** The first project, its first provider, and a metric definition. */
let ids: { project: string; provider: string; definition: string };

beforeAll(async () => {
  sandbox = await startSandbox({ dataset: { metrics: 200 } });
  const { grants } = await clientOf("va").discover();
  const [definition] = await clientOf("opsv").metricDefinitions.list().toArray({ limit: 1 });
  const grant = grants[0]?.grant;
  if (grant?.kind !== "provider" || definition === undefined) throw new Error("va administers a provider");
  ids = {
    project: grant.project_id,
    provider: grant.provider_id,
    definition: definition.metric_definition_id,
  };
});
afterAll(() => sandbox.close());

function clientOf(role: string): AccClient {
  return new AccClient({ endpoint: sandbox.endpoint, token: sandbox.token(role) });
}

function addInstallation(name: string) {
  return clientOf("va").installations.add({
    project: ids.project,
    organisation: ids.provider,
    installation: name,
    external_id: `${name}-ext`,
    unit_of_access: ids.definition.toUpperCase(),
  });
}

function metric(start: string, end: string, value: number) {
  const [time_period_start, time_period_end] = [`${start}T00:00:00Z`, `${end}T00:00:00Z`];
  return { metric_definition_id: ids.definition.toUpperCase(), time_period_start, time_period_end, value };
}

function values(rows: readonly { readonly value: number }[]): number[] {
  return rows.map(({ value }) => value).toSorted((a, b) => a - b);
}

/** What the report of a provider says of the installation that this file reports on. */
function partOf(
  report: { readonly data: readonly { readonly installation: string }[] } | undefined,
): { readonly installation: string } | undefined {
  return report?.data.find(({ installation }) => installation === "reported");
}

test("an installation is made, changed and deleted, by its id and by its external id", async () => {
  const acc = clientOf("va");
  const made = await addInstallation("short lived");
  const byId = acc.installation(made.id);
  const byExternalId = acc.installation({ externalId: "short lived-ext" });

  expect(made).toMatchObject({ installation: "short lived", organisation: ids.provider, capacities: [] });
  expect(made.unit_of_access?.metric_definition_id).toBe(ids.definition);
  expect(await byExternalId.get()).toEqual(made);
  expect(await byId.update({ infrastructure: "grid" })).toEqual({ ...made, infrastructure: "grid" });
  const renamed = { ...made, infrastructure: "grid", installation: "renamed" };
  expect(await byExternalId.update({ installation: "renamed" })).toEqual(renamed);
  expect(await byId.get()).toEqual(renamed);
  await expect(
    acc.installations.add({ project: ids.project, organisation: ids.provider, installation: "renamed" }),
  ).rejects.toThrow(AccConflictError);
  await byExternalId.delete();
  await expect(byId.get()).rejects.toThrow(AccNotFoundError);
  await expect(byId.delete()).rejects.toThrow(AccNotFoundError);
});

test("an installation gets capacities and metrics, and its reports say what the metrics add up to", async () => {
  const acc = clientOf("va");
  const { id } = await addInstallation("reported");
  const installation = acc.installation(id);
  const external = acc.installation({ externalId: "reported-ext" });
  const { capacities, metrics } = installation;

  await capacities.add({
    metric_definition_id: ids.definition.toUpperCase(),
    value: 1,
    registered_on: "2024-01-04",
  });
  await capacities.add({ metric_definition_id: ids.definition, value: 300, registered_on: "2024-01-15" });
  const [first] = await capacities.list().toArray();
  const changed = await capacities.update(first?.id ?? "", { value: 200.5, registered_on: "2024-01-05" });
  expect(changed).toEqual({ ...first, value: 200.5, registered_on: "2024-01-05T00:00:00Z" });
  expect((await installation.get()).capacities).toEqual(await capacities.list().toArray());
  await expect(
    capacities.add({ metric_definition_id: ids.definition, value: 7, registered_on: "2024-01-15" }),
  ).rejects.toThrow(AccConflictError);

  await metrics.add({ ...metric("2024-01-01", "2024-01-02", 0.1), group_id: "g 1" });
  await external.metrics.add({ ...metric("2024-01-02", "2024-01-03", 0.2), group_id: "g 1", user_id: "u" });
  await external.metrics.add(metric("2024-01-10", "2024-01-11", 100));
  await metrics.add(metric("2024-01-31", "2024-02-01", 7));
  const wrong = await metrics.add(metric("2024-01-20", "2024-01-21", 999));
  const unwanted = await metrics.add(metric("2024-01-20", "2024-01-21", 5));
  expect(wrong.metric_definition_id).toBe(ids.definition);
  const right = await metrics.update(wrong.id, { value: 33.333333 });
  expect(right).toEqual({ ...wrong, value: 33.333333 });
  expect(await metrics.get(wrong.id)).toEqual(right);
  await metrics.delete(unwanted.id);
  await expect(metrics.delete(unwanted.id)).rejects.toThrow(AccNotFoundError);

  const filter = { ...JANUARY, metric_definition_id: ids.definition.toUpperCase() };
  const all = [0.1, 0.2, 7, 33.333333, 100];
  expect(values(await metrics.list(filter).toArray())).toEqual(all);
  expect(values(await external.metrics.list(filter, { pageSize: 2 }).toArray())).toEqual(all);

  const report = await installation.report(JANUARY);
  expect(report).toMatchObject({
    installation_id: id,
    installation: "reported",
    external_id: "reported-ext",
  });
  expect(report.data).toMatchObject([
    {
      metric_definition_id: ids.definition,
      periods: [
        { from: "2024-01-01T00:00:00Z", to: "2024-01-05T00:00:00Z", total_value: 0.30000000000000004 },
        { to: "2024-01-15T00:00:00Z", total_value: 100, capacity_value: 200.5, usage_percentage: 49.88 },
        { to: "2024-02-01T00:00:00Z", total_value: 40.333333, capacity_value: 300, usage_percentage: 13.44 },
      ],
    },
  ]);
  expect(await external.report(JANUARY)).toEqual(report);
  expect(
    (await installation.metricDefinitions.list({ pageSize: 1 }).toArray()).map((one) => one.metric_name),
  ).toEqual([report.data[0]?.metric_name]);
});

test("the reports of a provider, a project, a group and a user hold the installation's", async () => {
  const provider = clientOf("va").project(ids.project).provider(ids.provider);
  const project = clientOf("pa").project(ids.project);
  const { external_id: externalId } = await clientOf("opsv").provider(ids.provider).get();
  const byExternalId = { externalId: externalId ?? "" };

  const ofProvider = await provider.report(JANUARY);
  const whole = partOf(ofProvider);
  expect(whole).toMatchObject({ data: [{ metric_definition_id: ids.definition }] });
  expect(partOf(await clientOf("va").project(ids.project).provider(byExternalId).report(JANUARY))).toEqual(
    whole,
  );
  const ofProject = await project.report(JANUARY);
  expect(partOf(ofProject.data.find((part) => part.provider_id === ids.provider))).toEqual(whole);
  const everywhere = await clientOf("rep").provider(ids.provider).report(JANUARY);
  expect(partOf(everywhere.reports.find((part) => partOf(part) !== undefined))).toEqual(whole);
  const again = await clientOf("rep").provider(byExternalId).report(JANUARY);
  expect(again.reports).toHaveLength(everywhere.reports.length);

  const total = async (part: ReturnType<typeof project.group>) =>
    (await part.report(JANUARY)).aggregated_metrics
      .map((one) => one.total_value)
      .filter((value) => value !== 0);
  expect(await total(project.group("g 1"))).toEqual([0.30000000000000004]);
  expect(await total(project.user("u"))).toEqual([0.2]);
  expect(await project.group("g 1").metrics.list({}, { pageSize: 1 }).toArray()).toHaveLength(2);
  expect(await project.user("u").metrics.list(JANUARY).count()).toBe(1);
  const definitions = await provider.metricDefinitions.list().toArray();
  expect(definitions.map((one) => one.metric_definition_id)).toContain(ids.definition);
  expect(await project.metricDefinitions.list({ pageSize: 3 }).count()).toBeGreaterThanOrEqual(
    definitions.length,
  );
});

test("an installation that ever had a metric can be neither changed nor deleted", async () => {
  const byExternalId = clientOf("admin").installation({ externalId: "reported-ext" });
  const { id } = await byExternalId.get();
  const byId = clientOf("va").installation(id);
  for (const { id: metricId } of await byId.metrics.list().toArray()) await byId.metrics.delete(metricId);

  for (const handle of [byId, byExternalId]) {
    await expect(handle.update({ installation: "other" })).rejects.toThrow(AccPermissionError);
    await expect(handle.delete()).rejects.toThrow(AccPermissionError);
  }
});

test("a provider is made, changed, taken into a project and out of it, and deleted", async () => {
  const operator = clientOf("opsa");
  const made = await operator.providers.add({ name: "New Provider", external_id: "new-provider" });
  const provider = operator.provider(made.id);
  const inProject = clientOf("pa").project(ids.project).provider(made.id);

  expect(await operator.provider({ externalId: "new-provider" }).get()).toEqual(made);
  expect(await provider.update({ abbreviation: "NP" })).toEqual({ ...made, abbreviation: "NP" });
  await expect(operator.providers.add({ name: "New Provider" })).rejects.toThrow(AccConflictError);
  await inProject.associate();
  await expect(inProject.associate()).rejects.toThrow(AccConflictError);
  await expect(provider.delete()).rejects.toThrow(AccPermissionError);
  expect(await operator.providers.search(textIs("name", "New Provider")).toArray()).toMatchObject([
    { id: made.id, external_id: null },
  ]);
  expect((await inProject.report(JANUARY)).data).toEqual([]);
  await inProject.dissociate();
  await inProject.dissociate();
  await provider.delete();
  await expect(provider.get()).rejects.toThrow(AccNotFoundError);
});

test("searches find what there is, with a count that is right", async () => {
  const acc = clientOf("admin");
  const all = await acc.installations.all().toArray();
  const ours = all.filter(({ project }) => project === ids.project);
  const search = acc.installations.search(textIs("project", ids.project), { pageSize: 2 });

  expect((await search.toArray()).map(({ id }) => id)).toEqual(ours.map(({ id }) => id));
  expect(await search.count()).toBe(ours.length);
  expect(ours.length).toBeGreaterThan(2);
  const projects = await acc.projects.search(textIs("project_id", "no such project")).toArray();
  expect(projects.map(({ id }) => id)).toEqual(
    (await acc.admin.projects.list().toArray()).map(({ id }) => id),
  );
});
