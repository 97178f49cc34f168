import { createHash } from "node:crypto";

import { describe, expect, it } from "vitest";

import type { Sandbox } from "@argo-acc/sandbox";
import { isMirrorView, type Mirror } from "@argo-acc/store/mirror";

import { exportRows } from "../src/export/export-rows.ts";
import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { type PullWorld, pullWorld } from "./pull-support/pull-world.ts";

const DATASET = { projects: 2, providers: 3, installations: 8, months: 13, metrics: 3000 };

/** The clock stands still, so that the services give the same ids to what is new. */
const NOW = Date.now();

/** The views but `runs`, which tells of the runs and not of the service. */
const ENTITIES = [
  "projects",
  "providers",
  "installations",
  "metric_definitions",
  "unit_types",
  "metric_types",
  "metrics",
  "capacities",
  "usage_by_month",
].filter(isMirrorView);

/** What every export of a mirror would write, as hashes. */
async function exportsOf(mirror: Mirror): Promise<Readonly<Record<string, string>>> {
  const hashes: Record<string, string> = {};
  for (const entity of ENTITIES) {
    for (const format of ["csv", "ndjson"] as const) {
      const hash = createHash("sha256");
      await exportRows(mirror, { entity, format }, async (text) => void hash.update(text));
      hashes[`${entity}.${format}`] = hash.digest("hex");
    }
  }
  return hashes;
}

/** One step of what others write: what counts or sums tell. */
function write({ metrics, state }: Sandbox, step: number): void {
  const installations = [...state.installations.keys()];
  const installation = installations[step % installations.length] ?? "";
  const rows = metrics.list({ installation });
  for (const [at, row] of rows.slice(step * 7, step * 7 + 6).entries()) {
    if (at < 3) metrics.insert(installation, { ...row, value: row.value + at });
    else if (at === 3) metrics.delete(row.id);
    else metrics.change(row.id, { value: row.value + 1000 });
  }
}

/** Another order of the service's own lists, and nothing else. */
function shuffle({ metrics }: Sandbox): void {
  const ids = metrics.list().map(({ id }) => id);
  for (let at = 0; at < ids.length / 2; at++) {
    metrics.swap(ids[at] ?? "", ids[(at * 7 + 3) % ids.length] ?? "");
  }
}

/** Ways to a mirror of a service in which others write three times. */
const WAYS: Readonly<Record<string, (world: PullWorld, mirror: Mirror) => Promise<void>>> = {
  "run after run, each reading what changed": async (world, mirror) => {
    for (let step = 0; step < 4; step++) {
      if (step > 0) write(world.sandbox, step);
      await pull(world.as("admin"), mirror);
    }
  },
  "run after run, each reading everything, eight windows at a time": async (world, mirror) => {
    for (let step = 0; step < 4; step++) {
      if (step > 0) write(world.sandbox, step);
      await pull(world.as("admin", { concurrency: 8 }), mirror, { full: true });
    }
  },
  "once at the end, one window at a time": async (world, mirror) => {
    for (const step of [1, 2, 3]) write(world.sandbox, step);
    await pull(world.as("admin", { concurrency: 1 }), mirror);
  },
  "once at the end, by pages, and in another order of the lists": async (world, mirror) => {
    for (const step of [1, 2, 3]) write(world.sandbox, step);
    shuffle(world.sandbox);
    await pull(world.as("admin"), mirror, { readBy: "pages" });
  },
  "with a narrower token first": async (world, mirror) => {
    write(world.sandbox, 1);
    await pull(world.as("ia"), mirror);
    write(world.sandbox, 2);
    await pull(world.as("pa"), mirror);
    write(world.sandbox, 3);
    await pull(world.as("admin"), mirror);
  },
  "with a pull that was broken off": async (world, mirror) => {
    const stop = new AbortController();
    const stopped = pull(world.as("admin", { concurrency: 1 }), mirror, {
      signal: stop.signal,
      onEvent({ type }) {
        if (type === "progress") stop.abort(new Error("enough"));
      },
    });
    await expect(stopped).rejects.toThrow("enough");
    for (const step of [1, 2, 3]) write(world.sandbox, step);
    await pull(world.as("admin"), mirror);
  },
};

describe("the exports of a mirror", () => {
  it("are the same bytes, in whatever way it was read", async () => {
    const found: Record<string, Readonly<Record<string, string>>> = {};
    for (const [name, read] of Object.entries(WAYS)) {
      await using world = await pullWorld({ dataset: DATASET, now: () => NOW });
      await read(world, world.mirror);
      expect(linesOfMirror(world.mirror)).toEqual(linesOfService(world.sandbox));
      found[name] = await exportsOf(world.mirror);
    }
    const [first] = Object.values(found);
    expect(Object.keys(first ?? {})).toHaveLength(18);
    expect(found).toEqual(Object.fromEntries(Object.keys(WAYS).map((name) => [name, first])));
  });
});
