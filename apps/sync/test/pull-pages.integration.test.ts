import { describe, expect, it } from "vitest";

import type { AccClient } from "@argo-acc/client";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { exportText } from "./pull-support/export-text.ts";
import { IMPATIENT, intercept, refusal } from "./pull-support/intercept.ts";
import { type PullWorld, pullWorld } from "./pull-support/pull-world.ts";
import { whatWasAsked } from "./pull-support/what-was-asked.ts";

const ROLES = ["admin", "topv", "pa", "pv", "va", "vv", "ia", "iv", "rep"] as const;
const SERVICES = ["1.8.1", "1.7.0"] as const;
const COMBINATIONS = SERVICES.flatMap((service) => ROLES.map((role) => ({ service, role })));

/** The service as the project's administrator, where search is answered by `answer` from its nth call on. */
function withSearch(world: PullWorld, answer: (call: number) => Response | undefined): AccClient {
  let calls = 0;
  return world.as("pa", {
    clock: IMPATIENT,
    concurrency: 1,
    fetch: intercept(({ path }) => {
      if (!path.startsWith("/metrics/search")) return undefined;
      calls += 1;
      return answer(calls);
    }),
  });
}

describe("a pull by pages", () => {
  it.each(COMBINATIONS)(
    "makes the same mirror as one by windows, byte for byte: $role of $service",
    async ({ service, role }) => {
      await using world = await pullWorld({ service });
      const windows = world.anotherMirror("windows.db");
      const first = await pull(world.as(role), windows, { readBy: "windows" });
      const pages = world.anotherMirror("pages.db");
      const second = await pull(world.as(role), pages, { readBy: "pages" });
      expect(second).toMatchObject({ complete: first.complete, rows: first.rows, metrics: first.metrics });
      expect(second.metrics).toBeGreaterThan(0);
      expect(await exportText(pages)).toBe(await exportText(windows));
    },
  );

  it("never searches", async () => {
    await using world = await pullWorld();
    await pull(world.as("pa"), world.mirror, { readBy: "pages" });
    expect(whatWasAsked(world.sandbox)).toMatchObject({ windows: 0 });
    expect(world.sandbox.requests.list().filter(({ path }) => path.endsWith("/search"))).toEqual([]);
  });

  it("finds what changed, moved, came and went, and reads nothing else where sums tell", async () => {
    await using world = await pullWorld();
    const { sandbox, mirror } = world;
    const options = { readBy: "pages" } as const;
    await pull(world.as("admin"), mirror, options);
    const metrics = sandbox.metrics.list();
    sandbox.metrics.change(metrics[0]?.id ?? "", { value: -1 });
    sandbox.metrics.delete(metrics[50]?.id ?? "");
    sandbox.metrics.insert(metrics[100]?.installation_id ?? "", { value: 3 });
    const narrowed = await pull(world.as("admin"), mirror, options);
    expect(narrowed).toMatchObject({ complete: true, rows: { added: 1, changed: 1, gone: 1 } });
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
    sandbox.metrics.change(metrics[150]?.id ?? "", {
      time_period_start: "2020-01-01T00:00:00Z",
      time_period_end: "2020-02-01T00:00:00Z",
    });
    const full = await pull(world.as("admin"), mirror, { ...options, full: true });
    expect(full).toMatchObject({ complete: true, rows: { added: 0, changed: 1, gone: 0 } });
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
  });
});

describe("pages take the place of windows", () => {
  it.each([
    ["refused from the start", 1, 403],
    ["not there from the start", 1, 404],
    ["failing from the start", 1, 500],
    ["refused in the middle of the reading", 4, 403],
    ["failing in the middle of the reading", 4, 500],
  ])("where search is %s", async (_name, from, status) => {
    await using world = await pullWorld({ dataset: { projects: 2, metrics: 6000 } });
    const acc = withSearch(world, (call) => (call >= from ? refusal(status) : undefined));
    const result = await pull(acc, world.mirror);
    expect(result).toMatchObject({ complete: true });
    expect(result.grants).toMatchObject([{ state: "read" }]);
    const honest = world.anotherMirror("honest.db");
    await pull(world.as("pa"), honest);
    expect(await exportText(world.mirror)).toBe(await exportText(honest));
    // the next run has count and sums, and needs no search
    const again = await pull(
      withSearch(world, () => refusal(status)),
      world.mirror,
    );
    expect(again.grants).toMatchObject([{ state: "agrees" }]);
  });

  it("where search finds less than the lists count, from the start or in the middle", async () => {
    for (const from of [1, 6]) {
      await using world = await pullWorld({ dataset: { projects: 2, metrics: 6000 } });
      await pull(world.as("pa"), world.mirror);
      const before = linesOfMirror(world.mirror);
      const [{ installation_id } = { installation_id: "" }] = world.sandbox.metrics.list();
      let calls = 0;
      const acc = world.as("pa", {
        concurrency: 1,
        fetch: intercept(({ path, body }) => {
          if (!path.startsWith("/metrics/search") || body === undefined) return undefined;
          calls += 1;
          if (calls < from) return undefined;
          const elsewhere = {
            type: "query",
            field: "installation_id",
            operand: "neq",
            values: installation_id,
          };
          const criteria = [JSON.parse(body), elsewhere];
          return { body: JSON.stringify({ type: "filter", operator: "AND", criteria }) };
        }),
      });
      const result = await pull(acc, world.mirror, { full: true });
      expect(result).toMatchObject({ complete: true, rows: { added: 0, changed: 0, gone: 0 } });
      expect(result.grants).toMatchObject([{ state: "read" }]);
      expect(linesOfMirror(world.mirror)).toEqual(before);
    }
  });

  it("not where windows are wanted", async () => {
    await using world = await pullWorld();
    const acc = withSearch(world, () => refusal(403));
    const result = await pull(acc, world.mirror, { readBy: "windows" });
    expect(result).toMatchObject({ complete: false, metrics: 0 });
    expect(result.grants[0]?.why).toMatch(/^search cannot be used: POST \/metrics\/search/);
  });

  it("for one installation whose metrics search cannot tell apart", async () => {
    await using world = await pullWorld({
      dataset: { projects: 1, providers: 1, installations: 3, metrics: 2500 },
    });
    const { sandbox, mirror } = world;
    const [{ installation_id } = { installation_id: "" }] = sandbox.metrics.list();
    const alike = {
      value: 1,
      time_period_start: "2024-05-01T00:00:00Z",
      time_period_end: "2024-06-01T00:00:00Z",
    };
    for (let n = 0; n < 1001; n++) sandbox.metrics.insert(installation_id, alike);
    const result = await pull(world.as("admin"), mirror);
    expect(result).toMatchObject({ complete: true, metrics: 3501 });
    expect(result.grants).toMatchObject([{ state: "read" }]);
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
    // the list of that installation, twice
    expect(whatWasAsked(sandbox).pages).toBe(30);
  });
});
