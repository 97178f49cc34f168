import { describe, expect, it } from "vitest";

import { pull } from "../src/pull/pull.ts";
import { compareLines, complainOfRead } from "./proof/complaints.ts";
import { definitionOf, installationOf, times, walkDataset } from "./proof/walk-dataset.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { IMPATIENT, intercept } from "./pull-support/intercept.ts";
import { pullWorld } from "./pull-support/pull-world.ts";

describe("definitions that vanished", () => {
  it("make holes around their metrics: the others are read, and nothing is called read that is not", async () => {
    const metrics = times(2500, (at) => ({
      installation_id: installationOf(at % 2),
      start: Date.UTC(2024, 0, 1 + Math.floor(at / 10)),
      metric_definition_id: definitionOf(at % 500 === 7 ? 2 : at % 2),
      value: at,
    }));
    await using world = await pullWorld({ dataset: walkDataset({ projects: ["lab", "field"], metrics }) });
    const { sandbox, mirror } = world;
    const definition = sandbox.state.definitions.get(definitionOf(2));
    sandbox.state.definitions.delete(definitionOf(2));
    const acc = world.as("admin", { clock: IMPATIENT });
    const result = await pull(acc, mirror);
    expect(result).toMatchObject({ complete: false });
    const [lacks, adds] = compareLines(sandbox, mirror);
    expect(adds).toEqual([]);
    expect(lacks.filter((line) => line.includes(definitionOf(2)))).toHaveLength(5);
    expect(lacks.length).toBeLessThan(60);

    if (definition === undefined) throw new Error("there is no such definition");
    sandbox.state.definitions.set(definitionOf(2), definition);
    expect(await pull(acc, mirror, { full: true })).toMatchObject({ complete: true, metrics: 2500 });
    expect(compareLines(sandbox, mirror)).toEqual([[], []]);

    sandbox.state.definitions.delete(definitionOf(2));
    sandbox.state.definitionsVersion += 1; // else it prints what it printed before
    const again = await pull(acc, mirror, { full: true });
    expect(again).toMatchObject({ complete: false, metrics: 2500, rows: { gone: 0, changed: 0 } });
    expect(compareLines(sandbox, mirror)).toEqual([[], []]);
  });
});

describe("a project whose routes answer 404 while lists still show it", () => {
  it.each(["admin", "pa", "topv"])(
    "keeps its rows in the mirror of %s, and is not called read",
    async (role) => {
      const projects = ["lab", "labour", "field"];
      const metrics = times(300, (at) => ({ installation_id: installationOf(at % 3), value: at }));
      await using world = await pullWorld({ dataset: walkDataset({ projects, metrics }) });
      const { sandbox, mirror } = world;
      await pull(world.as(role), mirror);
      const before = linesOfMirror(mirror);
      const acc = world.as(role, {
        fetch: intercept(({ path }) =>
          /^\/projects\/lab(\/|\?|$)/.test(path)
            ? Response.json({ code: 404, message: "no such project" }, { status: 404 })
            : undefined,
        ),
      });
      for (const full of [false, true, true]) {
        await pull(acc, mirror, { full }).catch(() => undefined);
        expect(linesOfMirror(mirror)).toEqual(before);
      }
      await pull(world.as("admin"), mirror, { full: true });
      expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
    },
  );

  it("has its rows taken for gone by nothing but what is gone, after the service lost its installations", async () => {
    const projects = ["field", "lab", "labour"];
    const metrics = times(240, (at) => ({ installation_id: installationOf(at % 3), value: at }));
    await using world = await pullWorld({ dataset: walkDataset({ projects, metrics }) });
    const { sandbox, mirror } = world;
    const acc = world.as("admin");
    await pull(acc, mirror);
    await acc.request("DELETE", "/admin/projects/lab"); // and search no longer finds those whose ids begin like it
    const result = await pull(acc, mirror, { full: true });
    const [lacks, adds] = compareLines(sandbox, mirror);
    expect(lacks).toEqual([]);
    expect(adds).toHaveLength(result.complete ? 0 : 80);
    expect(adds.filter((line) => !line.includes('"lab"'))).toEqual([]);
  });
});

/** What a search answers that has begun to find less, and whose counts fit. */
const LESS: readonly (readonly [
  name: string,
  find: (items: readonly MetricOfSearch[]) => readonly MetricOfSearch[],
])[] = [
  ["nothing", () => []],
  ["every second one", (items) => items.filter((_, at) => at % 2 === 0)],
  ["none of a project", (items) => items.filter(({ project_id }) => project_id !== "lab")],
];

interface MetricOfSearch {
  readonly project_id: string;
}

describe("a search that in the middle of a run begins to find", () => {
  it.each(LESS)("%s takes nothing away, and nothing is called read that is not", async (_name, find) => {
    const projects = ["lab", "field"];
    const metrics = times(3000, (at) => ({
      installation_id: installationOf(at % 2),
      start: Date.UTC(2024, 0, 1 + Math.floor(at / 10)),
      value: at,
    }));
    await using world = await pullWorld({ dataset: walkDataset({ projects, metrics }) });
    const { sandbox, mirror } = world;
    await pull(world.as("admin"), mirror);
    const before = linesOfMirror(mirror);
    const wrong: string[] = [];
    for (const role of ["admin", "pa"]) {
      for (let honest = 1; honest <= 9; honest += 2) {
        const acc = world.as(role, { clock: IMPATIENT, concurrency: 1, fetch: findingLess(honest, find) });
        await pull(acc, mirror, { full: true, maxGone: 10_000 }).catch(() => undefined);
        expect(linesOfMirror(mirror)).toEqual(before);
        const fresh = world.anotherMirror(`${role} ${honest}.db`);
        const later = world.as(role, { clock: IMPATIENT, concurrency: 1, fetch: findingLess(honest, find) });
        const result = await pull(later, fresh).catch(() => undefined);
        wrong.push(
          ...complainOfRead(sandbox, fresh, result).map((words) => `after ${honest}, ${role}: ${words}`),
        );
      }
    }
    expect(wrong).toEqual([]);
    expect(await pull(world.as("admin"), mirror, { full: true })).toMatchObject({
      complete: true,
      metrics: 3000,
    });
  });
});

/** A service whose search is honest so many times. */
function findingLess(honest: number, find: (typeof LESS)[number][1]): typeof fetch {
  let searches = 0;
  return async (input, init) => {
    const answer = await fetch(input, init);
    const url = new URL(input instanceof Request ? input.url : input);
    if (!url.pathname.endsWith("/metrics/search") || ++searches <= honest || answer.status !== 200)
      return answer;
    const page = (await answer.json()) as {
      readonly content: readonly MetricOfSearch[];
      readonly total_elements: number;
    };
    const content = find(page.content);
    // a count carries no rows, and is as much less as the rows would be
    const total_elements =
      page.content.length === 0 ? 0 : page.total_elements - page.content.length + content.length;
    return Response.json({ ...page, content, total_elements, size_of_page: content.length });
  };
}
