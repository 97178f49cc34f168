import { describe, expect, it } from "vitest";

import { parseInstant } from "@argo-acc/core";
import type { Dataset } from "@argo-acc/sandbox";

import { pull, type PullResult } from "../src/pull/pull.ts";
import { compareLines, complainOfRead } from "./proof/complaints.ts";
import { definitionOf, installationOf, times, walkDataset } from "./proof/walk-dataset.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { pullWorld } from "./pull-support/pull-world.ts";

const WAYS = ["windows", "pages"] as const;

/** How {@link mirrored} pulls. */
interface MirroredOptions {
  readonly readBy: (typeof WAYS)[number];
  /** Default: the administrator alone. */
  readonly roles?: readonly string[];
}

/** Pulls a dataset twice, and tells what the second, full run said; the mirror must show every field of every metric. */
async function mirrored(dataset: Dataset, options: MirroredOptions): Promise<PullResult[]> {
  const { readBy, roles = ["admin"] } = options;
  await using world = await pullWorld({ dataset });
  const results: PullResult[] = [];
  for (const role of roles) {
    const mirror = world.anotherMirror(`${role}.db`);
    await pull(world.as(role), mirror, { readBy });
    results.push(await pull(world.as(role), mirror, { full: true, readBy }));
    const [project] = world.sandbox.state.projects.keys();
    const isOurs = ({ project_id }: { readonly project_id: string }) =>
      role === "admin" || project_id === project;
    expect(linesOfMirror(mirror)).toEqual(linesOfService(world.sandbox, isOurs));
  }
  return results;
}

describe.each(WAYS)("metrics of one installation that start in the same instant, by %s,", (readBy) => {
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
      const [result] = await mirrored(walkDataset({ metrics: times(count, metricAt) }), { readBy });
      expect(result).toMatchObject({ complete: true, metrics: count, rows: { unchanged: count, gone: 0 } });
    }
  });
});

it.each(["windows", "pages", undefined] as const)(
  "metrics that nothing tells apart are read all the same, if need be by a list: %s",
  async (readBy) => {
    const ordinary = times(50, (at) => ({ start: Date.UTC(2023, 0, 1 + at) }));
    const metrics = [...ordinary, ...times(1001, () => ({}))];
    await using world = await pullWorld({ dataset: walkDataset({ metrics }) });
    expect(await pull(world.as("admin"), world.mirror, { readBy })).toMatchObject({ complete: true });
    expect(compareLines(world.sandbox, world.mirror)).toEqual([[], []]);
  },
);

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

describe.each(WAYS)("what is rare is mirrored by %s as the service has it:", (readBy) => {
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
      const [result] = await mirrored(walkDataset({ metrics: all }), { readBy });
      expect(result).toMatchObject({ complete: true, metrics: all.length, rows: { unchanged: all.length } });
    }
  });
});

const STRANGE_IDS = [
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
];

/** An id among others that look like it. */
function lookAlikes(id: string): string[] {
  const otherCase = id.toLowerCase() === id ? id.toUpperCase() : id.toLowerCase();
  return [...new Set([id, `${id}x`, `${id}.x`, `${id}/x`, otherCase, "a"])];
}

/** Whether an id is another one and a dot and more, so that their resource paths mix. */
function goesOn(id: string, other: string): boolean {
  return id.startsWith(`${other}.`);
}

/** Metrics of projects with these ids. */
function metricsOf(projects: readonly string[], count: number): Dataset {
  const metrics = times(count, (at) => ({
    installation_id: installationOf(at % projects.length),
    start: Date.UTC(2024, 0, 1 + (at % 300)),
    value: at,
  }));
  return walkDataset({ projects, provider: "site/1 %.x", metrics });
}

describe("ids that need escaping", () => {
  it.each(STRANGE_IDS)("are read by windows: a project %s, among others that look like it", async (id) => {
    const options = { readBy: "windows", roles: ["admin", "pa", "va", "ia"] } as const;
    const results = await mirrored(metricsOf(lookAlikes(id), 1500), options);
    expect(results.map(({ complete }) => complete)).toEqual([true, true, true, true]);
  });

  it.each(STRANGE_IDS)("are read by pages, as far as lists go: a project %s", async (id) => {
    const projects = lookAlikes(id).filter((other) => !goesOn(other, id) && !goesOn(id, other));
    const options = { readBy: "pages", roles: ["admin", "pa", "va", "ia"] } as const;
    // of such an id the service gives no list of more than one page
    const results = await mirrored(metricsOf(projects, 60 * projects.length), options);
    expect(results.map(({ complete }) => complete)).toEqual([true, true, true, true]);
  });

  it.each(STRANGE_IDS)("are not called read by pages where lists prove nothing: a project %s", async (id) => {
    await using world = await pullWorld({ dataset: metricsOf(lookAlikes(id), 1500) });
    const { sandbox, mirror } = world;
    for (const role of ["pa", "admin"]) {
      const result = await pull(world.as(role), mirror, { readBy: "pages" });
      expect(complainOfRead(sandbox, mirror, result)).toEqual([]);
      expect(compareLines(sandbox, mirror)[1]).toEqual([]);
    }
    expect(await pull(world.as("admin"), mirror)).toMatchObject({ complete: true, metrics: 1500 });
    expect(compareLines(sandbox, mirror)).toEqual([[], []]);
  });
});
