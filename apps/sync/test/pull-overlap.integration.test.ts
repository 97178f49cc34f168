import { describe, expect, it } from "vitest";

import { grantKey } from "@argo-acc/core";
import { readGrants } from "@argo-acc/store/mirror";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { IMPATIENT } from "./pull-support/intercept.ts";
import { type PullWorld, pullWorld } from "./pull-support/pull-world.ts";

/** The project that the role `pa` administers. */
const projectOf = ({ mirror }: PullWorld) => readGrants(mirror).find(({ grant }) => grant.kind === "project");

/** A pull that ends after the first windows of search. */
async function breakOff(world: PullWorld, role: string): Promise<void> {
  const fault = world.sandbox.faults.add({ name: "503", route: "POST /metrics/search", from: 6 });
  const acc = world.as(role, { clock: IMPATIENT, concurrency: 1 });
  await expect(pull(acc, world.mirror, { full: true })).rejects.toThrow("503");
  world.sandbox.faults.remove(fault);
}

describe("a reading that did not come to its end", () => {
  it("of the whole system leaves no project of it agreeing by its count alone", async () => {
    await using world = await pullWorld({ dataset: { projects: 2, metrics: 6000 } });
    await pull(world.as("pa"), world.mirror);
    expect(projectOf(world)).toMatchObject({ state: "read" });
    await breakOff(world, "admin");
    expect(projectOf(world)).toMatchObject({ state: "incomplete" });
    const result = await pull(world.as("pa"), world.mirror);
    expect(result.grants.find(({ grant }) => grant.kind === "project")).toMatchObject({ state: "read" });
  });

  it("of a project leaves the whole system not agreeing by its count alone", async () => {
    await using world = await pullWorld({ dataset: { projects: 2, metrics: 6000 } });
    await pull(world.as("admin"), world.mirror);
    await breakOff(world, "pa");
    expect(
      readGrants(world.mirror).filter(({ state }) => state !== "incomplete" && state !== "frozen"),
    ).toEqual([]);
    const result = await pull(world.as("admin"), world.mirror);
    expect(result.grants).toMatchObject([{ grant: { kind: "system" }, state: "read" }]);
    expect(linesOfMirror(world.mirror)).toEqual(linesOfService(world.sandbox));
  });
});

describe("a complete reading", () => {
  it("of the whole system is one of each project in it", async () => {
    await using world = await pullWorld();
    let now = Date.parse("2026-11-20T12:00:00Z");
    await pull(world.as("pa"), world.mirror, { now: () => now });
    now += 3_600_000;
    await pull(world.as("admin"), world.mirror, { now: () => now });
    const records = readGrants(world.mirror).map(({ grant, state, readMs }) => [
      grantKey(grant),
      state,
      readMs,
    ]);
    expect(records).toEqual([
      [expect.stringMatching(/^project/), "read", now],
      ["system", "read", now],
    ]);
  });

  it("of a project leaves what is known of the whole system as it is", async () => {
    await using world = await pullWorld();
    let now = Date.parse("2026-11-20T12:00:00Z");
    await pull(world.as("admin"), world.mirror, { now: () => now });
    now += 3_600_000;
    await pull(world.as("pa"), world.mirror, { now: () => now });
    const [, system] = readGrants(world.mirror);
    expect(system).toMatchObject({ grant: { kind: "system" }, state: "frozen", readMs: now - 3_600_000 });
  });
});
