import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { grantCovers } from "@argo-acc/core";
import { readGrants, readKnownWindows } from "@argo-acc/store/mirror";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { type PullWorld, pullWorld } from "./pull-support/pull-world.ts";

/** Several windows with rows. */
const DATASET = { projects: 2, providers: 3, installations: 6, months: 24, metrics: 2400 };
const SYSTEM = { kind: "system" } as const;

/** Whose reading is said to be complete has just what the service has of it. */
async function fullPull(world: PullWorld, role: string, readBy?: "windows" | "pages"): Promise<void> {
  const { grants } = await pull(world.as(role), world.mirror, { full: true, readBy });
  for (const { grant, state } of grants) {
    if (state === "frozen") continue;
    expect(state).toBe("read");
    const isCovered = (metric: { project_id: string; provider: string; installation_id: string }) =>
      grantCovers(grant, {
        kind: "installation",
        project_id: metric.project_id,
        provider_id: metric.provider,
        installation_id: metric.installation_id,
      });
    const inGrant = new Set(
      world.sandbox.metrics.find(isCovered).map(({ installation_id }) => installation_id),
    );
    const wanted = linesOfService(world.sandbox, isCovered);
    const shown = linesOfMirror(world.mirror).filter((line) => {
      const installation = String((JSON.parse(line) as unknown[])[3]);
      return inGrant.has(installation);
    });
    expect(shown).toEqual(wanted);
  }
}

const period = (month: number) => ({
  time_period_start: `2021-${String(month).padStart(2, "0")}-01T00:00:00Z`,
  time_period_end: `2021-${String(month).padStart(2, "0")}-28T00:00:00Z`,
});

type Step =
  | { readonly do: "swing" | "delete" | "insert" | "regroup"; readonly metric: number }
  | { readonly do: "move"; readonly metric: number; readonly month: number }
  | { readonly do: "pull" | "full"; readonly role: string; readonly readBy: "windows" | "pages" }
  /** A value changes, is read by somebody, and changes back. */
  | { readonly do: "there and back"; readonly metric: number; readonly role: string; readonly full: boolean }
  | { readonly do: "break off"; readonly role: string; readonly windows: number };

const metric = fc.nat({ max: 5 });
const readBy = fc.constantFrom("windows", "windows", "pages");
const role = fc.constantFrom("admin", "pa", "va", "ia");
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant("swing" as const), metric }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("delete", "insert", "regroup"), metric }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("move" as const),
      metric,
      month: fc.integer({ min: 1, max: 12 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("pull", "full"), role, readBy }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("there and back" as const), metric, role, full: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("break off" as const),
      role,
      windows: fc.integer({ min: 1, max: 4 }),
    }),
  },
);

/** Six metrics far from each other, which the steps are about. */
function someOf(world: PullWorld): string[] {
  const metrics = world.sandbox.metrics.list();
  return Array.from({ length: 6 }, (_, n) => metrics[Math.floor((n * metrics.length) / 6)]?.id ?? "");
}

async function perform(world: PullWorld, ids: string[], step: Step): Promise<void> {
  const { sandbox, mirror } = world;
  switch (step.do) {
    case "full":
      return fullPull(world, step.role, step.readBy);
    case "pull":
      await pull(world.as(step.role), mirror, { readBy: step.readBy });
      return;
    case "break off": {
      const stop = new AbortController();
      let windows = 0;
      const pulling = pull(world.as(step.role, { concurrency: 1 }), mirror, {
        full: true,
        signal: stop.signal,
        onEvent({ type }) {
          if (type === "progress" && ++windows === step.windows) stop.abort(new Error("enough"));
        },
      });
      await pulling.catch((error: unknown) => {
        if (!stop.signal.aborted) throw error;
      });
      return;
    }
  }
  const found = sandbox.metrics.get(ids[step.metric] ?? "");
  if (found === undefined) return;
  switch (step.do) {
    case "swing":
      sandbox.metrics.change(found.id, { value: found.value === 1 ? 2 : 1 });
      return;
    case "there and back":
      sandbox.metrics.change(found.id, { value: found.value + 1 });
      await pull(world.as(step.role), mirror, { full: step.full });
      sandbox.metrics.change(found.id, { value: found.value });
      return;
    case "regroup":
      sandbox.metrics.change(found.id, { group_id: found.group_id === "a" ? "b" : "a" });
      return;
    case "move":
      sandbox.metrics.change(found.id, period(step.month));
      return;
    case "delete":
      sandbox.metrics.delete(found.id);
      return;
    case "insert":
      ids.push(sandbox.metrics.insert(found.installation_id, { value: 3, ...period(6) }));
  }
}

describe("windows that are skipped because their answer is the same as last time", () => {
  it("leave the mirror what the service is, whatever was changed and read in between, by whom and how far", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 9 }), async (steps) => {
        await using world = await pullWorld({ dataset: DATASET });
        const ids = someOf(world);
        await fullPull(world, "admin");
        for (const one of steps) await perform(world, ids, one);
        await fullPull(world, "admin");
        expect(linesOfMirror(world.mirror)).toEqual(linesOfService(world.sandbox));
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 120_000);

  it("are all of them where nothing changed, and write nothing but the counts of the run", async () => {
    await using world = await pullWorld({ dataset: DATASET });
    const { mirror } = world;
    await pull(world.as("admin"), mirror);
    const windows = readKnownWindows(mirror, SYSTEM);
    expect(windows.length).toBeGreaterThan(2);
    expect(windows.every(({ digest }) => digest !== null)).toBe(true);
    expect(windows.reduce((sum, { rows }) => sum + rows, 0)).toBe(2400);
    const ids = mirror.database.prepare("SELECT id FROM known_window ORDER BY id").pluck().all();
    const result = await pull(world.as("admin"), mirror, { full: true });
    expect(result).toMatchObject({
      complete: true,
      rows: { added: 0, changed: 0, gone: 0, unchanged: 2400 },
    });
    expect(mirror.database.prepare("SELECT id FROM known_window ORDER BY id").pluck().all()).toEqual(ids);
  });

  it("do not hide a value that changed and changed back while another token read it", async () => {
    await using world = await pullWorld({ dataset: DATASET });
    const { sandbox } = world;
    await pull(world.as("admin"), world.mirror);
    await pull(world.as("pa"), world.mirror);
    const projects = new Set(
      readGrants(world.mirror).flatMap(({ grant }) => (grant.kind === "project" ? [grant.project_id] : [])),
    );
    const [{ id } = { id: "" }] = sandbox.metrics.find(({ project_id }) => projects.has(project_id));
    const before = sandbox.metrics.get(id)?.value;
    sandbox.metrics.change(id, { value: 123_456 });
    await fullPull(world, "pa");
    sandbox.metrics.change(id, { value: before });
    await fullPull(world, "admin");
    expect(linesOfMirror(world.mirror)).toEqual(linesOfService(sandbox));
  });

  it("are known again after a reading that was broken off, as far as it came", async () => {
    await using world = await pullWorld({ dataset: DATASET });
    const { mirror } = world;
    await perform(world, [], { do: "break off", role: "admin", windows: 2 });
    const kept = mirror.database.prepare("SELECT id, digest FROM known_window").all();
    expect(kept).toHaveLength(2);
    await fullPull(world, "admin");
    const now = mirror.database.prepare("SELECT id, digest FROM known_window").all();
    expect(now).toEqual(expect.arrayContaining(kept));
  });
});
