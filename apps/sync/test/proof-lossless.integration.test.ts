import { spawnSync } from "node:child_process";

import { describe, expect, it } from "vitest";

import { parseInstant } from "@argo-acc/core";
import { type Dataset, dataset } from "@argo-acc/sandbox";

import { recordedDataset } from "../../../packages/sandbox/test/recorded-dataset.ts";
import { pull } from "../src/pull/pull.ts";
import { REBUILD } from "./proof/rebuild-items.ts";
import { fetchOfNewerService, type Item, servedLists } from "./proof/served-lists.ts";
import { definitionOf, walkDataset } from "./proof/walk-dataset.ts";
import { type PullWorld, pullWorld, rowsOf } from "./pull-support/pull-world.ts";

const INSTANTS = [
  "2024-01-31T23:59:59.999Z",
  "1969-12-31T23:59:59.001Z",
  "0001-01-01T00:00:00Z",
  "0000-12-31T23:59:59.123Z",
  "-0044-03-15T12:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "+10000-01-01T00:00:00Z",
].map((text) => parseInstant(text)?.epochMs ?? Number.NaN);
const VALUES = [
  10,
  -0,
  0.1,
  1 / 3,
  1e7,
  1e-4,
  4.9e-324,
  1.797_693_134_862_315_7e308,
  9_007_199_254_740_991,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];
const TEXTS = [
  undefined,
  "",
  "null",
  "'q' \"q\" \\",
  "tab\t line\n",
  "😀",
  "half \uD800 a pair",
  "x".repeat(10_000),
];

/** Seven times twelve metrics, and more: every instant meets every value, and every text many of both. */
const RARE = walkDataset({
  metrics: Array.from({ length: 7 * 12 * 8 }, (_, at) => ({
    start: INSTANTS[at % 7] ?? 0,
    value: VALUES[at % 12] ?? 0,
    group_id: TEXTS[Math.floor(at / 84)],
    user_id: TEXTS[(at * 5) % 8],
    metric_definition_id: definitionOf(at % 3),
  })),
});

const USUAL = dataset({ projects: 3, providers: 4, installations: 12, months: 13, metrics: 900 });

const DATASETS: readonly (readonly [string, Dataset])[] = [
  ["a usual service", USUAL],
  ["rare metrics", RARE],
  ["the service that was recorded as 01", recordedDataset("01")],
  ["the service that was recorded as 03", recordedDataset("03")],
  ["the service that was recorded as 05", recordedDataset("05")],
];

describe.each(DATASETS)("the views of a mirror of %s", (_name, data) => {
  it.each([
    ["rebuild every item of every list, field for field", globalThis.fetch],
    ["keep the fields of a newer service", fetchOfNewerService],
  ])("%s", async (_words, fetch) => {
    await using world = await pullWorld({ dataset: data });
    expect(await pull(world.as("admin", { fetch }), world.mirror)).toMatchObject({ complete: true });
    const served = await servedLists(world.sandbox, fetch);
    const capacities = served.installations.flatMap(({ capacities: own }) => own as readonly Item[]);
    for (const [view, items] of Object.entries({ ...served, capacities })) {
      expect(sorted(rebuilt(view, rowsOf(world.mirror, `SELECT * FROM ${view}`)))).toStrictEqual(
        sorted(items),
      );
    }
    expect(served.metrics).toHaveLength(world.sandbox.metrics.count);
  });
});

const hasShell = spawnSync("sqlite3", ["--version"]).status === 0;

describe("the sqlite3 shell of the system", () => {
  it.skipIf(!hasShell).each(DATASETS)(
    "rebuilds the same items of %s, with the digits it prints",
    async (_name, data) => {
      await using world = await pullWorld({ dataset: data });
      await pull(world.as("admin"), world.mirror);
      const served = await servedLists(world.sandbox);
      for (const [view, items] of Object.entries(served)) {
        const found = sorted(rebuilt(view, rowsOfShell(world, `SELECT * FROM ${view}`)));
        expect(found.map(rounded)).toEqual(sorted(items).map(rounded));
      }
    },
  );
});

function rebuilt(view: string, rows: readonly Item[]): Item[] {
  return rows.map((row) => REBUILD[view]?.(row) ?? row);
}

function rowsOfShell({ mirror }: PullWorld, sql: string): Item[] {
  const { stdout, stderr } = spawnSync("sqlite3", ["-readonly", "-json", mirror.path, sql], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(stderr).toBe("");
  return stdout.trim() === "" ? [] : (JSON.parse(stdout) as Item[]);
}

/** The shell prints 15 digits of a double, and no sign of a zero. */
function rounded(item: Item): Item {
  const { value } = item;
  return typeof value === "number" ? { ...item, value: Number(value.toPrecision(14)) + 0 } : item;
}

function sorted(items: readonly Item[]): Item[] {
  return items.toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
}

function idOf(item: Item): string {
  return String(item["id"] ?? item["metric_definition_id"]);
}
