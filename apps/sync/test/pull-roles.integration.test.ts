import type { StoredMetric } from "@argo-acc/sandbox";
import { AccTokenError } from "@argo-acc/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { type PullWorld, pullWorld, rowsOf } from "./pull-support/pull-world.ts";

let world: PullWorld;
beforeAll(async () => {
  world = await pullWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** The project, provider and installation that the roles are about. */
function first() {
  const project = [...world.sandbox.state.projects.values()].find(({ providers }) => providers.size > 0);
  const place = [...(project?.providers.values() ?? [])].find(
    ({ installations }) => installations.length > 0,
  );
  return { project: project?.id, provider: place?.provider.id, installation: place?.installations[0] };
}

const inProject = (metric: StoredMetric) => metric.project_id === first().project;
const inProvider = (metric: StoredMetric) => inProject(metric) && metric.provider === first().provider;

/** Who may read which metrics, and how many projects and providers by name. */
const READERS: readonly (readonly [
  role: string,
  may: (metric: StoredMetric) => boolean,
  names: { readonly projects: number; readonly providers: number },
])[] = [
  ["admin", () => true, { projects: 2, providers: 3 }],
  ["topv", () => true, { projects: 2, providers: 3 }],
  ["pa", inProject, { projects: 1, providers: 2 }],
  ["pv", inProject, { projects: 1, providers: 2 }],
  ["va", inProvider, { projects: 1, providers: 1 }],
  ["vv", inProvider, { projects: 1, providers: 1 }],
  ["ia", (metric) => metric.installation_id === first().installation, { projects: 1, providers: 1 }],
  ["iv", (metric) => metric.installation_id === first().installation, { projects: 1, providers: 1 }],
  ["rep", (metric) => metric.provider === first().provider, { projects: 0, providers: 0 }],
];

describe("a pull stores exactly what its token may read", () => {
  test.each(READERS)("%s", async (role, may, names) => {
    const mirror = world.anotherMirror(`${role}.db`);
    const result = await pull(world.as(role), mirror);

    const wanted = linesOfService(world.sandbox, may);
    expect(wanted.length).toBeGreaterThan(0);
    expect(linesOfMirror(mirror)).toEqual(wanted);
    expect(result).toMatchObject({ complete: true, metrics: wanted.length, ...names });
    const places = new Set(world.sandbox.metrics.find(may).map(({ installation_id }) => installation_id));
    const shown = rowsOf(mirror, "SELECT id FROM installations").map(({ id }) => id);
    expect(shown.toSorted()).toEqual([...places].toSorted());

    const again = await pull(world.as(role), mirror);
    expect(again.grants.map(({ state }) => state)).toEqual(result.grants.map(() => "agrees"));
    expect(again.rows).toEqual({ added: 0, changed: 0, gone: 0, unchanged: 0 });
  });

  test.each(["opsa", "opsv"])("%s has providers and definitions, and no metrics", async (role) => {
    const mirror = world.anotherMirror(`${role}.db`);
    const result = await pull(world.as(role), mirror);
    expect(result).toMatchObject({ grants: [], metrics: 0, projects: 0, providers: 3, installations: 0 });
    expect(result.metric_definitions).toBeGreaterThan(0);
  });

  test.each(["norole", "unreg"])("%s may read nothing, and the pull says so", async (role) => {
    const mirror = world.anotherMirror(`${role}.db`);
    await expect(pull(world.as(role), mirror)).rejects.toThrow(AccTokenError);
    expect(rowsOf(mirror, "SELECT complete, problem FROM runs")).toEqual([
      { complete: 0, problem: expect.stringContaining("this token may read nothing") },
    ]);
    expect(mirror.status()).toMatchObject({ metrics: 0, installations: 0, complete: false });
  });
});
