import type { AccClient } from "@argo-acc/client";
import type { Sandbox } from "@argo-acc/sandbox";
import { describe, expect, it, test } from "vitest";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { IMPATIENT, intercept, refusal } from "./pull-support/intercept.ts";
import { type PullWorld, pullWorld, rowsOf } from "./pull-support/pull-world.ts";
import { whatWasAsked } from "./pull-support/what-was-asked.ts";

const OLDER = {
  service: "1.7.0",
  dataset: { projects: 2, providers: 3, installations: 6, months: 24, metrics: 3000 },
} as const;

const INSTALLATIONS = `SELECT id, installation, project, organisation, infrastructure, resource, external_id,
  unit_of_access FROM installations ORDER BY id`;

/** The installations that a service has, as a mirror shows those that trees name. */
function installationsIn({ state }: Sandbox) {
  return [...state.installations.values()]
    .map((item) => ({
      id: item.id,
      installation: item.installation,
      project: item.project,
      organisation: item.organisation,
      infrastructure: item.infrastructure,
      resource: item.resource,
      external_id: null,
      unit: item.unit_of_access,
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Those that a mirror shows, with the id of their unit of access. */
function installationsOf({ mirror }: PullWorld) {
  return rowsOf(mirror, INSTALLATIONS).map(({ id, unit_of_access, ...row }) => ({
    id,
    ...row,
    unit: JSON.parse(String(unit_of_access))?.metric_definition_id ?? null,
  }));
}

/** The caller of a role, whom the list of installations is refused. */
function withoutList(world: PullWorld, role: string): AccClient {
  return world.as(role, {
    clock: IMPATIENT,
    fetch: intercept(({ path }) => (path.startsWith("/installations/all") ? refusal(403) : undefined)),
  });
}

/** The installation that the roles of one are about. */
function first({ state }: Sandbox): string {
  const places = [...state.projects.values()].flatMap(({ providers }) => [...providers.values()]);
  return places.flatMap(({ installations }) => installations)[0] ?? "";
}

/** How many times an installation was asked for by its id. */
function askedById({ requests }: Sandbox): number {
  return requests.list().filter(({ path }) => /\/installations\/(?!all$)[^/]+$/.test(path)).length;
}

/** Takes an installation without metrics out of the service. */
function removeInstallation({ state }: Sandbox, id: string): void {
  const { project = "", organisation = "" } = state.installations.get(id) ?? {};
  const place = state.projects.get(project)?.providers.get(organisation);
  place?.installations.splice(place.installations.indexOf(id), 1);
  state.installations.delete(id);
}

describe("a pull from service 1.7.0 where nothing changed reads nothing", () => {
  test.each([
    ["admin", { all: 11, counts: 1, reports: 2 }],
    ["pa", { all: 8, counts: 1, reports: 1 }],
    ["va", { all: 8, counts: 2, reports: 1 }],
    ["ia", { all: 9, counts: 3, reports: 1 }],
    ["rep", { all: 11, counts: 4, reports: 2 }],
  ])("%s", async (role, asked) => {
    await using world = await pullWorld(OLDER);
    const { metrics } = await pull(world.as(role), world.mirror);
    expect(metrics).toBeGreaterThan(0);
    world.sandbox.requests.clear();
    const again = await pull(world.as(role), world.mirror);
    expect(whatWasAsked(world.sandbox)).toEqual({ ...asked, windows: 0, pages: 0 });
    expect(again).toMatchObject({ complete: true, rows: { added: 0, changed: 0, gone: 0 } });
    expect(new Set(again.grants.map(({ state }) => state))).toEqual(new Set(["agrees"]));
  });
});

describe("a pull from service 1.7.0 reads what a report tells of", () => {
  test.each([
    ["admin", { all: 12, counts: 1, reports: 2, windows: 1 }],
    ["pa", { all: 9, counts: 1, reports: 1, windows: 1 }],
    ["va", { all: 9, counts: 2, reports: 1, windows: 1 }],
    ["ia", { all: 10, counts: 3, reports: 1, windows: 1 }],
    ["rep", { all: 12, counts: 4, reports: 2, windows: 1 }],
  ])("%s", async (role, asked) => {
    await using world = await pullWorld(OLDER);
    await pull(world.as(role), world.mirror);
    const [id] = rowsOf(world.mirror, "SELECT id FROM metrics WHERE value > 0 ORDER BY id").map((row) =>
      String(row["id"]),
    );
    world.sandbox.metrics.change(id ?? "", { value: -5 });
    world.sandbox.requests.clear();
    const again = await pull(world.as(role), world.mirror);
    expect(again).toMatchObject({ complete: true, rows: { added: 0, changed: 1, gone: 0 } });
    expect(rowsOf(world.mirror, `SELECT value FROM metrics WHERE id = '${id}'`)).toEqual([{ value: -5 }]);
    expect(whatWasAsked(world.sandbox)).toEqual({ ...asked, pages: 0 });
  });
});

describe("installations of service 1.7.0", () => {
  it("are what the trees name, with their units of access", async () => {
    await using world = await pullWorld(OLDER);
    const result = await pull(world.as("admin"), world.mirror);
    expect(installationsOf(world)).toEqual(installationsIn(world.sandbox));
    expect(result.installations).toBe(6);
    expect(world.mirror.status()).toMatchObject({ installations: 6, projects: 2, providers: 3 });
    const units = rowsOf(world.mirror, "SELECT unit_of_access FROM installations").map((row) =>
      String(row["unit_of_access"]),
    );
    expect(units.filter((unit) => unit.includes('"metric_name"')).length).toBeGreaterThan(0);
    const names = rowsOf(world.mirror, "SELECT DISTINCT installation FROM usage_by_month");
    expect(names).not.toContainEqual({ installation: null });
  });

  it("are those of a token's grants alone", async () => {
    await using world = await pullWorld(OLDER);
    await pull(world.as("ia"), world.mirror);
    const [mine, ...others] = installationsOf(world);
    expect(others).toEqual([]);
    expect(installationsIn(world.sandbox)).toContainEqual(mine);
  });

  it("are told with their units of access to a token that is refused the list of definitions", async () => {
    await using world = await pullWorld(OLDER);
    const { sandbox, mirror } = world;
    const asked = () => sandbox.requests.list().filter(({ path }) => /\/metric-definitions/.test(path));
    const unit = sandbox.state.installations.get(first(sandbox))?.unit_of_access;
    const definition = sandbox.state.definitions.get(unit ?? "");
    const shown = () => rowsOf(mirror, "SELECT unit_of_access ->> 'metric_name' AS name FROM installations");
    await pull(world.as("ia"), mirror);
    expect(shown()).toEqual([{ name: definition?.metric_name }]);
    expect(asked().map(({ path }) => path.split("/").at(-1))).toEqual([unit]);
    sandbox.requests.clear();
    await pull(world.as("ia"), mirror);
    expect(asked()).toEqual([]);
    await pull(world.as("ia"), mirror, { full: true });
    expect(asked()).toHaveLength(1);
  });

  it("are gone once their id is not found, and leave the tree of their project", async () => {
    await using world = await pullWorld({ ...OLDER, dataset: { ...OLDER.dataset, metrics: 0 } });
    const { sandbox, mirror } = world;
    await pull(world.as("pa"), mirror);
    const before = installationsOf(world);
    const victim = String(before[0]?.["id"]);
    removeInstallation(sandbox, victim);
    sandbox.requests.clear();
    await pull(world.as("pa"), mirror);
    expect(installationsOf(world)).toEqual(before.slice(1));
    expect(JSON.stringify(rowsOf(mirror, "SELECT providers FROM projects"))).not.toContain(victim);
    expect(askedById(sandbox)).toBe(1);
  });

  it("are read one by one where a pull goes by pages", async () => {
    await using world = await pullWorld(OLDER);
    await pull(world.as("pa"), world.mirror, { readBy: "pages" });
    const lists = world.sandbox.requests
      .list()
      .flatMap(({ path }) => /\/installations\/([^/]+)\/metrics$/.exec(path)?.[1] ?? []);
    expect([...new Set(lists)].toSorted()).toEqual(installationsOf(world).map(({ id }) => id));
    expect(linesOfMirror(world.mirror)).toEqual(
      linesOfService(world.sandbox, ({ installation_id }) => lists.includes(installation_id)),
    );
  });

  it("stay where a tree leaves them out and their id is found", async () => {
    await using world = await pullWorld(OLDER);
    const { sandbox, mirror } = world;
    await pull(world.as("pa"), mirror);
    const before = installationsOf(world);
    const forgetful = world.as("pa", {
      fetch: async (input, init) => {
        const answer = await fetch(input, init);
        const { pathname } = new URL(input instanceof Request ? input.url : input);
        if (!/\/projects(?:\/[^/]+)?$/.test(pathname) && !pathname.endsWith("/providers/all")) return answer;
        const text = await answer.text();
        return new Response(text.replaceAll(/"installations":\[[^\]]*\]/g, '"installations":[]'), answer);
      },
    });
    expect(before.length).toBeGreaterThan(1);
    sandbox.requests.clear();
    await pull(forgetful, mirror);
    expect(installationsOf(world)).toEqual(before);
    expect(askedById(sandbox)).toBe(1);
  });
});

describe("where the list of installations cannot be had", () => {
  it("trees take nothing away from what it told", async () => {
    await using world = await pullWorld();
    await pull(world.as("admin"), world.mirror);
    const before = rowsOf(world.mirror, "SELECT * FROM installations");
    expect(before.map((row) => row["external_id"])).not.toContain(null);
    await pull(withoutList(world, "admin"), world.mirror);
    expect(rowsOf(world.mirror, "SELECT * FROM installations")).toEqual(before);
  });

  it("units of access are asked for until the service refuses one, and not at all where the list tells them", async () => {
    await using world = await pullWorld();
    const { requests } = world.sandbox;
    const asked = () => requests.list().filter(({ path }) => /\/metric-definitions\/[^/]+$/.test(path));
    await pull(world.as("pa"), world.mirror);
    expect(asked()).toEqual([]);
    await pull(withoutList(world, "pa"), world.anotherMirror("trees.db"));
    expect(asked()).toHaveLength(1);
  });

  it("trees tell of installations that are new, and the list tells the rest later", async () => {
    await using world = await pullWorld();
    await pull(withoutList(world, "pa"), world.mirror);
    const poorer = rowsOf(world.mirror, "SELECT id, external_id, capacities FROM installations");
    await pull(world.as("pa"), world.mirror);
    const richer = rowsOf(world.mirror, "SELECT id, external_id, capacities FROM installations");
    expect(poorer).toEqual(richer.map((row) => ({ ...row, capacities: null })));
    expect(richer.some(({ capacities }) => capacities !== null && capacities !== "[]")).toBe(true);
    expect(linesOfMirror(world.mirror)).toEqual(
      linesOfService(world.sandbox, ({ project_id }) =>
        rowsOf(world.mirror, "SELECT id FROM projects").some(({ id }) => id === project_id),
      ),
    );
  });
});
