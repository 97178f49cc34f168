import { describe, expect, it } from "vitest";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { intercept, refusal, IMPATIENT } from "./pull-support/intercept.ts";
import { pullWorld, rowsOf } from "./pull-support/pull-world.ts";

const ids = (rows: readonly Record<string, unknown>[]) => rows.map(({ id }) => id);

describe("the catalogue", () => {
  it("is stored with the full reading's shape, capacities included", async () => {
    await using world = await pullWorld();
    const { state } = world.sandbox;
    await pull(world.as("admin"), world.mirror);
    expect(ids(rowsOf(world.mirror, "SELECT id FROM projects")).toSorted()).toEqual(
      [...state.projects.keys()].toSorted(),
    );
    expect(ids(rowsOf(world.mirror, "SELECT id FROM providers")).toSorted()).toEqual(
      [...state.providers.keys()].toSorted(),
    );
    const capacities = [...state.capacities.values()].flat();
    expect(capacities.length).toBeGreaterThan(0);
    expect(ids(rowsOf(world.mirror, "SELECT id FROM capacities")).toSorted()).toEqual(
      capacities.map(({ id }) => id).toSorted(),
    );
  });

  it.each([
    { list: "/installations/all" },
    { list: "/admin/projects" },
    { list: "/providers?" },
    { list: "/metric-definitions" },
    { list: "/unit-types" },
    { list: "/metric-types" },
  ])("is not called complete where $list gives less than it counts", async ({ list }) => {
    await using world = await pullWorld();
    const short = world.as("admin", {
      clock: IMPATIENT,
      fetch: intercept(({ path }) => {
        if (!path.startsWith(list)) return undefined;
        const page = { size_of_page: 0, number_of_page: 1, total_pages: 1, links: [] };
        return Response.json({ ...page, total_elements: 4, content: [] });
      }),
    });

    const result = await pull(short, world.mirror);

    expect(result.complete).toBe(false);
    expect(result.problems.join()).toMatch(/gives 0 rows where it counts 4/);
    expect(await pull(world.as("admin"), world.mirror)).toMatchObject({ complete: true, problems: [] });
  });

  it("hides what the service no longer lists, together with the capacities of an installation", async () => {
    await using world = await pullWorld({
      dataset: { projects: 1, providers: 2, installations: 4, metrics: 0 },
    });
    const { state } = world.sandbox;
    await pull(world.as("admin"), world.mirror);
    const [victim] = [...state.capacities.keys()];
    const installation = state.installations.get(victim ?? "");
    const project = state.projects.get(installation?.project ?? "");
    const place = project?.providers.get(installation?.organisation ?? "");
    place?.installations.splice(place.installations.indexOf(victim ?? ""), 1);
    state.installations.delete(victim ?? "");
    state.capacities.delete(victim ?? "");

    const result = await pull(world.as("admin"), world.mirror);
    expect(result).toMatchObject({ complete: true, installations: 3 });
    expect(rowsOf(world.mirror, `SELECT * FROM installations WHERE id = '${victim}'`)).toEqual([]);
    expect(rowsOf(world.mirror, `SELECT * FROM capacities WHERE installation_id = '${victim}'`)).toEqual([]);
    const [tree] = rowsOf(world.mirror, "SELECT providers FROM projects");
    expect(String(tree?.["providers"])).not.toContain(victim);
  });

  it("keeps what a list leaves out as long as the service finds it by its id", async () => {
    await using world = await pullWorld({
      dataset: { projects: 1, providers: 2, installations: 4, metrics: 0 },
    });
    const { sandbox, mirror } = world;
    await pull(world.as("admin"), mirror);
    const forgetful = world.as("admin", {
      fetch: intercept(({ path }) => {
        if (!/^\/(installations\/all|providers\?|metric-definitions\?|admin\/projects)/.test(path))
          return undefined;
        const page = { size_of_page: 0, number_of_page: 1, total_elements: 0, total_pages: 1, links: [] };
        return Response.json({ ...page, content: [] });
      }),
    });
    const before = mirror.status();
    sandbox.requests.clear();
    const result = await pull(forgetful, mirror);
    const { projects, providers, installations, metric_definitions } = before;
    expect(result).toMatchObject({ projects, providers, installations, metric_definitions });
    expect(installations).toBe(4);
    // one question a list shows that it is not to be believed
    const single = /\/(installations|providers|metric-definitions|projects)\/[^/]+$/;
    const asked = sandbox.requests
      .list()
      .filter(({ path }) => single.test(path) && !/\/(all|admin\/projects)$/.test(path));
    expect(asked).toHaveLength(4);
  });

  it("hides a project that was deleted, and its metrics are gone", async () => {
    await using world = await pullWorld();
    const { sandbox, mirror } = world;
    await pull(world.as("admin"), mirror);
    const [id] = [...sandbox.state.projects.keys()].slice(-1);
    const removed = sandbox.metrics.find(({ project_id }) => project_id === id);
    const admin = world.as("admin");
    await admin.request("DELETE", `/admin/projects/${id}`);
    expect(sandbox.metrics.count).toBe(600 - removed.length);
    const result = await pull(admin, mirror, { maxGone: 600 });
    expect(result).toMatchObject({ complete: true, projects: 1, rows: { gone: removed.length, added: 0 } });
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
  });

  it("has the unit types and metric types of whoever may list them, and hides those that were deleted", async () => {
    await using world = await pullWorld();
    const { sandbox, mirror } = world;
    const { unitTypes, metricTypes } = sandbox.state;
    const [unit] = [...unitTypes.values()].slice(-1);
    await pull(world.as("opsv"), mirror);
    expect(ids(rowsOf(mirror, "SELECT id FROM unit_types"))).toEqual([...unitTypes.keys()].toSorted());
    expect(ids(rowsOf(mirror, "SELECT id FROM metric_types"))).toEqual([...metricTypes.keys()].toSorted());
    expect(rowsOf(mirror, `SELECT unit_type, description FROM unit_types WHERE id = '${unit?.id}'`)).toEqual([
      { unit_type: unit?.name, description: unit?.description },
    ]);
    expect(mirror.status()).toMatchObject({ unit_types: unitTypes.size, metric_types: metricTypes.size });
    unitTypes.delete(unit?.id ?? "");
    await pull(world.as("opsv"), mirror);
    expect(ids(rowsOf(mirror, "SELECT id FROM unit_types"))).toEqual([...unitTypes.keys()].toSorted());
    await pull(world.as("pv"), mirror); // who may not list them says nothing about them
    expect(ids(rowsOf(mirror, "SELECT id FROM metric_types"))).toEqual([...metricTypes.keys()].toSorted());
  });

  it("is kept by a token that sees less of it", async () => {
    await using world = await pullWorld();
    await pull(world.as("admin"), world.mirror);
    const before = ["projects", "providers", "installations", "metric_definitions", "capacities"].map(
      (view) => rowsOf(world.mirror, `SELECT * FROM ${view}`),
    );
    for (const role of ["iv", "va", "rep"]) await pull(world.as(role), world.mirror);
    const after = ["projects", "providers", "installations", "metric_definitions", "capacities"].map((view) =>
      rowsOf(world.mirror, `SELECT * FROM ${view}`),
    );
    expect(after.map((rows) => rows.length)).toEqual(before.map((rows) => rows.length));
    expect(after.slice(1)).toEqual(before.slice(1));
  });

  it("is not judged by a token beyond what it was granted", async () => {
    await using world = await pullWorld();
    const { sandbox, mirror } = world;
    await pull(world.as("admin"), mirror);
    const mine = world.anotherMirror("va.db");
    await pull(world.as("va"), mine);
    const own = new Set(ids(rowsOf(mine, "SELECT id FROM installations")));
    const other = [...sandbox.state.installations.values()].find(({ id }) => !own.has(id));
    const place = sandbox.state.projects.get(other?.project ?? "")?.providers.get(other?.organisation ?? "");
    place?.installations.splice(place.installations.indexOf(other?.id ?? ""), 1);
    sandbox.state.installations.delete(other?.id ?? "");
    expect(await pull(world.as("va"), mirror)).toMatchObject({ installations: 6 });
    expect(await pull(world.as("admin"), mirror)).toMatchObject({ installations: 5 });
  });

  it("keeps the tree of a project where only a part of it could be read this time", async () => {
    await using world = await pullWorld();
    const { mirror } = world;
    await pull(world.as("pa"), mirror);
    const trees = () => rowsOf(mirror, "SELECT id, json_array_length(providers) AS providers FROM projects");
    const [before] = trees();
    expect(before?.["providers"]).toBe(2);
    const partial = world.as("pa", {
      clock: IMPATIENT,
      fetch: intercept(({ path }) => {
        if (path === `/projects/${String(before?.["id"])}`) return refusal(500);
        if (!path.startsWith("/clients/me")) return undefined;
        const content = [{ id: before?.["id"], providers: [{ id: "V9", name: "new", installations: [] }] }];
        const page = { size_of_page: 1, number_of_page: 1, total_elements: 1, total_pages: 1, links: [] };
        return Response.json({ ...page, content });
      }),
    });
    await pull(partial, mirror);
    expect(trees()).toEqual([{ ...before, providers: 3 }]);
  });

  it("does not end a pull where a list fails, but the pull is not complete", async () => {
    await using world = await pullWorld();
    const broken = world.as("admin", {
      clock: IMPATIENT,
      fetch: intercept(({ path }) => (path.startsWith("/metric-definitions") ? refusal(500) : undefined)),
    });
    const result = await pull(broken, world.mirror);
    expect(result).toMatchObject({ complete: false, metrics: 600, providers: 3 });
    expect(result.problems).toEqual([expect.stringContaining("/metric-definitions")]);
    expect(result.metric_definitions).toBeGreaterThan(0);
    expect(await pull(world.as("admin"), world.mirror)).toMatchObject({ complete: true, problems: [] });
  });
});
