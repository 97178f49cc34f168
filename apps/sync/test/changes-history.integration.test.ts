import { openMirror, readChanges } from "@argo-acc/store/mirror";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { pull } from "../src/pull/pull.ts";
import { type EditedService, type EditName, EDITS } from "./changes-support/edits.ts";
import { snapshotOf } from "./changes-support/snapshot.ts";
import { pullWorld } from "./pull-support/pull-world.ts";

const HOUR = 3_600_000;
const NAMES = Object.keys(EDITS) as EditName[];
const SMALL = { projects: 2, providers: 2, installations: 5, months: 4, metrics: 40 };

const edit = fc.record({
  name: fc.constantFrom(...NAMES),
  pick: fc.nat(1000),
  value: fc.nat(1000),
});

/** What happened before a pull, and whether that pull reads everything. */
interface Step {
  readonly edits: readonly { readonly name: EditName; readonly pick: number; readonly value: number }[];
  readonly full: boolean;
}

/** Pulls after each step's edits, and tells how many changes each pull found once every past state was as it was. */
async function everyState(steps: readonly Step[]): Promise<number[]> {
  await using world = await pullWorld({ dataset: SMALL });
  const { sandbox, mirror } = world;
  const service: EditedService = { sandbox, hidden: [] };
  const began = Date.parse("2026-05-01T00:00:00Z");
  const states: string[] = [];
  const changes: number[] = [];
  for (const [index, { edits, full }] of [{ edits: [], full: true }, ...steps].entries()) {
    for (const { name, pick, value } of edits) EDITS[name](service, pick, value);
    const now = () => began + index * HOUR;
    const result = await pull(world.as("admin"), mirror, { full, maxGone: 1000, now });
    expect(result).toMatchObject({ complete: true, run: index + 1 });
    states.push(snapshotOf(mirror));
    changes.push([...readChanges(mirror)].length);
  }
  for (const [index, state] of states.entries()) {
    const ended = new Date(began + index * HOUR).toISOString();
    const before = new Date(began + (index + 1) * HOUR - 1).toISOString();
    for (const asOf of [index + 1, ended, before]) {
      using past = openMirror(mirror.path, { readonly: true, asOf });
      expect(snapshotOf(past)).toBe(state);
    }
  }
  return changes;
}

describe("every past state of a mirror", () => {
  it.each(NAMES)("is shown exactly after %s", async (name) => {
    const again = { name, pick: 3, value: 7 };
    const twice = [again, { name, pick: 8, value: 12 }];
    // hidden before it is shown again
    const first = [{ name: "a metric is not listed for a while", pick: 5, value: 0 }] as const;
    const [, , changes, none] = await everyState(
      [first, [again], [], twice, [again]].map((edits) => ({ edits, full: true })),
    );
    expect(changes).toBeGreaterThan(0);
    expect(none).toBe(0);
  });

  it("is shown exactly after any series of edits", { timeout: 120_000 }, async () => {
    const step = fc.record({ edits: fc.array(edit, { minLength: 1, maxLength: 8 }), full: fc.boolean() });
    const series = fc.array(step, { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(series, async (steps) => {
        expect(await everyState(steps)).toHaveLength(steps.length + 1);
      }),
      { numRuns: 12 },
    );
  });
});
