import { describe, expect, it } from "vitest";

import { parseInstant } from "@argo-acc/core";
import type { Dataset } from "@argo-acc/sandbox";

import { pull, type PullResult } from "../src/pull/pull.ts";
import { complainOfRead, without } from "./proof/complaints.ts";
import { definitionOf, installationOf, type MetricOf, walkDataset } from "./proof/walk-dataset.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { IMPATIENT, intercept } from "./pull-support/intercept.ts";
import { type PullWorld, pullWorld } from "./pull-support/pull-world.ts";

/** Pulls a dataset twice, and tells what the second, full run said; the mirror must show every field of every metric. */
async function mirrored(dataset: Dataset, roles: readonly string[] = ["admin"]): Promise<PullResult[]> {
  await using world = await pullWorld({ dataset });
  const results: PullResult[] = [];
  for (const role of roles) {
    const mirror = world.anotherMirror(`${role}.db`);
    await pull(world.as(role), mirror);
    results.push(await pull(world.as(role), mirror, { full: true }));
    const [project] = world.sandbox.state.projects.keys();
    const isOurs = ({ project_id }: { readonly project_id: string }) =>
      role === "admin" || project_id === project;
    expect(linesOfMirror(mirror)).toEqual(linesOfService(world.sandbox, isOurs));
  }
  return results;
}

function times(count: number, metricAt: (at: number) => MetricOf): MetricOf[] {
  return Array.from({ length: count }, (_, at) => metricAt(at));
}

describe("metrics of one installation that start in the same instant", () => {
  it.each([
    [
      "their definitions, groups, users and values",
      50_000,
      (at: number) => ({
        metric_definition_id: definitionOf(at % 3),
        group_id: at % 2 === 0 ? undefined : `group ${at % 40}`,
        user_id: at % 5 === 0 ? undefined : `user ${at % 700}`,
        value: at % 11,
      }),
    ],
    ["their users alone", 4000, (at: number) => ({ user_id: `user ${at}` })],
    ["their groups alone", 4000, (at: number) => ({ group_id: `group ${at}` })],
    ["their values alone", 4000, (at: number) => ({ value: at / 7 - 100 })],
  ])("are read if they differ by %s, 1,001 and %i of them", async (_words, many, metricAt) => {
    for (const count of [1001, many]) {
      const [result] = await mirrored(walkDataset({ metrics: times(count, metricAt) }));
      expect(result).toMatchObject({ complete: true, metrics: count, rows: { unchanged: count, gone: 0 } });
    }
  });

  it("are called read only if all of them came, where nothing tells them apart", async () => {
    const ordinary = times(50, (at) => ({ start: Date.UTC(2023, 0, 1 + at) }));
    await using world = await pullWorld({
      dataset: walkDataset({ metrics: [...ordinary, ...times(1001, () => ({}))] }),
    });
    const result = await pull(world.as("admin"), world.mirror);
    const [lacks, adds] = compared(world);
    expect(adds).toEqual([]);
    expect(lacks).toHaveLength(result.complete ? 0 : 1001);
  });
});

/** What the mirror lacks of the service, and what it shows beyond it. */
function compared({ sandbox, mirror }: PullWorld): readonly [lacks: string[], adds: string[]] {
  const [service, rows] = [linesOfService(sandbox), linesOfMirror(mirror)];
  return [without(service, rows), without(rows, service)];
}

/** Instants as the service prints them: fractions, before 1970, years before 1 and after 9999. */
const INSTANTS = [
  "2024-01-31T23:59:59.999Z",
  "2024-02-29T00:00:00.001Z",
  "2024-03-01T12:00:00.500Z",
  "1970-01-01T00:00:00Z",
  "1969-12-31T23:59:59.999Z",
  "1969-12-31T23:59:59Z",
  "1582-10-10T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "0000-12-31T23:59:59.123Z",
  "0000-01-01T00:00:00Z",
  "-0044-03-15T12:00:00Z",
  "-9999-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "+10000-01-01T00:00:00Z",
  "+29999-06-01T00:00:00.001Z",
];

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  0.1,
  1 / 3,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  4.9e-324,
  -4.9e-324,
  2.225_073_858_507_201e-308,
  1.797_693_134_862_315_7e308,
  -1.797_693_134_862_315_7e308,
  9_007_199_254_740_991,
  1e21,
  123_456_789.123_456_79,
];

const TEXTS = [
  undefined,
  "",
  " ",
  "null",
  "'quotes' \"double\" `back`",
  "back\\slash, tab\t, line\nfeed, nul\0",
  "😀 ünïcödé \u{10FFFF} e\u0301 é",
  "half \uD800 a pair",
  "the other half \uDFFF",
  "x".repeat(10_000),
  "2024-01-01T00:00:00Z",
  "^.*$[(",
  "%_;--",
];

describe("what is rare is mirrored as the service has it", () => {
  const padding = times(1200, (at) => ({ start: Date.UTC(2020, 0, 1 + at) }));

  it.each([
    ["instants", INSTANTS.map((text) => ({ start: parseInstant(text)?.epochMs ?? Number.NaN }))],
    ["numbers", NUMBERS.map((value) => ({ value }))],
    ["groups and users", TEXTS.flatMap((group_id) => TEXTS.map((user_id) => ({ group_id, user_id })))],
    [
      "all of it together",
      times(3000, (at) => ({
        start: parseInstant(INSTANTS[at % INSTANTS.length] ?? "")?.epochMs ?? Number.NaN,
        value: NUMBERS[at % NUMBERS.length] ?? 0,
        group_id: TEXTS[at % TEXTS.length],
        user_id: TEXTS[(at * 5) % TEXTS.length],
        metric_definition_id: definitionOf(at % 3),
      })),
    ],
  ] as const)("%s, alone and among others", async (_kind, metrics) => {
    for (const all of [metrics, [...metrics, ...padding]]) {
      const [result] = await mirrored(walkDataset({ metrics: all }));
      expect(result).toMatchObject({ complete: true, metrics: all.length, rows: { unchanged: all.length } });
    }
  });
});

describe("ids that need escaping", () => {
  it.each([
    "with space",
    "a/b",
    "100%",
    "%2F",
    "a.b",
    "a;b?c=d&e#f",
    "é😀",
    "a+b",
    "A",
    "'quoted'",
    "a\\b",
    "[a-z]*",
    "...",
  ])("of a project, %s, among others that look like it", async (id) => {
    const projects = [
      id,
      `${id}x`,
      `${id}.x`,
      `${id}/x`,
      id.toLowerCase() === id ? id.toUpperCase() : id.toLowerCase(),
      "a",
    ].filter((one, at, all) => all.indexOf(one) === at);
    const metrics = times(1500, (at) => ({
      installation_id: installationOf(at % projects.length),
      start: Date.UTC(2024, 0, 1 + (at % 300)),
      value: at,
    }));
    const dataset = walkDataset({ projects, provider: "site/1 %.x", metrics });
    const results = await mirrored(dataset, ["admin", "pa", "va", "ia"]);
    expect(results.map(({ complete }) => complete)).toEqual([true, true, true, true]);
  });
});

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
    const [lacks, adds] = compared(world);
    expect(adds).toEqual([]);
    expect(lacks.filter((line) => line.includes(definitionOf(2)))).toHaveLength(5);
    expect(lacks.length).toBeLessThan(60);

    if (definition === undefined) throw new Error("there is no such definition");
    sandbox.state.definitions.set(definitionOf(2), definition);
    expect(await pull(acc, mirror, { full: true })).toMatchObject({ complete: true, metrics: 2500 });
    expect(compared(world)).toEqual([[], []]);

    sandbox.state.definitions.delete(definitionOf(2));
    sandbox.state.definitionsVersion += 1; // else it prints what it printed before
    const again = await pull(acc, mirror, { full: true });
    expect(again).toMatchObject({ complete: false, metrics: 2500, rows: { gone: 0, changed: 0 } });
    expect(compared(world)).toEqual([[], []]);
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
    const acc = world.as("admin");
    await pull(acc, world.mirror);
    await acc.request("DELETE", "/admin/projects/lab"); // and search no longer finds those whose ids begin like it
    const result = await pull(acc, world.mirror, { full: true });
    const [lacks, adds] = compared(world);
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
