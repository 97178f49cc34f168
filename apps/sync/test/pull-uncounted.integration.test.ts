import { describe, expect, it } from "vitest";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { IMPATIENT, intercept, refusal } from "./pull-support/intercept.ts";
import { type PullWorld, pullWorld } from "./pull-support/pull-world.ts";

const SOME = { projects: 1, providers: 2, installations: 3, months: 12, metrics: 3000 };

/** Adds a metric that no sum tells of, so that installations have to be counted. */
function addNothing({ sandbox }: PullWorld): string {
  const [{ installation_id, metric_definition_id } = { installation_id: "" }] = sandbox.metrics.list();
  sandbox.metrics.insert(installation_id, { metric_definition_id, value: 0 });
  return installation_id;
}

describe("a grant is read whole where only its count differs, and what lies in it cannot be counted", () => {
  it.each([{ status: 403 }, { status: 404 }, { status: 500 }])(
    "as the list of an installation answers $status",
    async ({ status }) => {
      await using world = await pullWorld({ dataset: SOME });
      await pull(world.as("admin"), world.mirror, { readBy: "pages" });
      const broken = `/installations/${addNothing(world)}/metrics`;
      const acc = world.as("admin", {
        fetch: intercept(({ path }) => (path.startsWith(broken) ? refusal(status) : undefined)),
        clock: IMPATIENT,
      });
      const result = await pull(acc, world.mirror, { readBy: "pages" });
      expect(result).toMatchObject({ complete: true, grants: [{ state: "read" }], rows: { added: 1 } });
      expect(linesOfMirror(world.mirror)).toEqual(linesOfService(world.sandbox));
    },
  );

  it.each([{ status: 403 }, { status: 500 }])("as search answers $status", async ({ status }) => {
    await using world = await pullWorld({ dataset: SOME });
    await pull(world.as("pa"), world.mirror);
    addNothing(world);
    const acc = world.as("pa", {
      fetch: intercept(({ path }) => (path.startsWith("/metrics/search") ? refusal(status) : undefined)),
      clock: IMPATIENT,
    });
    const result = await pull(acc, world.mirror);
    expect(result).toMatchObject({ complete: true, grants: [{ state: "read" }], rows: { added: 1 } });
    expect(linesOfMirror(world.mirror)).toEqual(linesOfService(world.sandbox));
  });
});
