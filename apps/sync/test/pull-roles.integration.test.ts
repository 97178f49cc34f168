import { AccTokenError } from "@argo-acc/core";
import { SERVICE_VERSIONS, type StoredMetric } from "@argo-acc/sandbox";
import type { Mirror } from "@argo-acc/store/mirror";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { type PullWorld, pullWorld, rowsOf } from "./pull-support/pull-world.ts";
import { storedText } from "./pull-support/stored-text.ts";

describe.each(SERVICE_VERSIONS)("from service %s", (service) => {
  const isOlder = service === "1.7.0";
  let world: PullWorld;
  beforeAll(async () => {
    world = await pullWorld({
      service,
      dataset: { projects: 3, providers: 4, installations: 12, months: 6, metrics: 900 },
    });
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
  const inInstallation = (metric: StoredMetric) => metric.installation_id === first().installation;
  const ofProvider = (metric: StoredMetric) => metric.provider === first().provider;

  /** Who may read which metrics; how many projects and providers that names, and how many of those named it is refused. */
  const READERS: readonly (readonly [
    role: string,
    may: (metric: StoredMetric) => boolean,
    names: { readonly projects: number; readonly providers: number },
    refused: number,
  ])[] = [
    ["admin", () => true, { projects: 3, providers: 4 }, 0],
    ["topv", () => true, { projects: 3, providers: 4 }, 0],
    ["pa", inProject, { projects: 1, providers: 2 }, 0],
    ["pv", inProject, { projects: 1, providers: 2 }, 0],
    ["va", inProvider, { projects: 1, providers: 1 }, 1],
    ["vv", inProvider, { projects: 1, providers: 1 }, 1],
    ["ia", inInstallation, { projects: 1, providers: 1 }, 2],
    ["iv", inInstallation, { projects: 1, providers: 1 }, 2],
    isOlder
      ? ["rep", ofProvider, { projects: 2, providers: 1 }, 2]
      : ["rep", ofProvider, { projects: 0, providers: 0 }, 4],
  ];

  /** Who may list all providers. */
  const LISTS_PROVIDERS = new Set(["admin", "topv", "opsa", "opsv"]);

  /** The ids of what a role may not read. */
  function idsOfOthers(role: string, may: (metric: StoredMetric) => boolean): string[] {
    const { metrics, state } = world.sandbox;
    const ours = new Set(
      metrics.find(may).flatMap((metric) => [metric.project_id, metric.provider, metric.installation_id]),
    );
    const places = [...state.projects.keys(), ...state.installations.keys()];
    const providers = LISTS_PROVIDERS.has(role) ? [] : [...state.providers.keys()];
    const others = metrics.find((metric) => !may(metric)).map(({ id }) => id);
    return [...others, ...[...places, ...providers].filter((id) => !ours.has(id))];
  }

  /** Everything in the file but the names of what was refused. */
  function namesOfOthers(mirror: Mirror, role: string, may: (metric: StoredMetric) => boolean): string[] {
    const text = storedText(mirror, ["refusal"]);
    return idsOfOthers(role, may).filter((id) => text.includes(id));
  }

  test.each(READERS)("%s gets exactly what the token may read", async (role, may, names, refused) => {
    const mirror = world.anotherMirror(`${role}.db`);
    const result = await pull(world.as(role), mirror);

    const wanted = linesOfService(world.sandbox, may);
    expect(wanted.length).toBeGreaterThan(0);
    expect(linesOfMirror(mirror)).toEqual(wanted);
    expect(result).toMatchObject({ complete: true, metrics: wanted.length, ...names });
    expect(namesOfOthers(mirror, role, may)).toEqual([]);
    const places = new Set(world.sandbox.metrics.find(may).map(({ installation_id }) => installation_id));
    const shown = rowsOf(mirror, "SELECT id FROM installations").map(({ id }) => id);
    expect(shown.toSorted()).toEqual([...places].toSorted());
    expect(result.refused).toHaveLength(refused);
    expect(result.refused.every(({ status }) => status === 403)).toBe(true);
    expect(mirror.status().refused).toEqual(result.refused);

    const again = await pull(world.as(role), mirror);
    expect(again).toMatchObject({ complete: true, rows: { added: 0, changed: 0, gone: 0 } });
    expect(again.grants.filter(({ state }) => state !== "agrees")).toEqual([]);
    expect(again.refused).toEqual(result.refused);
  });

  test.each(["opsa", "opsv"])("%s has providers and definitions, and no metrics", async (role) => {
    const mirror = world.anotherMirror(`${role}.db`);
    const result = await pull(world.as(role), mirror);
    expect(result).toMatchObject({ grants: [], metrics: 0, projects: 0, providers: 4, installations: 0 });
    expect(result.metric_definitions).toBeGreaterThan(0);
    expect(result.refused).toHaveLength(isOlder ? 3 : 9);
    expect(namesOfOthers(mirror, role, () => false)).toEqual([]);
  });

  test.each(["norole", "unreg"])("%s may read nothing, and the pull says so", async (role) => {
    const mirror = world.anotherMirror(`${role}.db`);
    await expect(pull(world.as(role), mirror)).rejects.toThrow(AccTokenError);
    expect(rowsOf(mirror, "SELECT complete, problem FROM runs")).toEqual([
      { complete: 0, problem: expect.stringContaining("this token may read nothing") },
    ]);
    expect(mirror.status()).toMatchObject({ metrics: 0, installations: 0, complete: false });
    expect(mirror.status().refused).toHaveLength(isOlder ? 0 : 6); // nobody names anything to them there
    expect(namesOfOthers(mirror, role, () => false)).toEqual([]);
  });
});
