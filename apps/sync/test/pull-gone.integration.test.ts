import { describe, expect, it } from "vitest";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { IMPATIENT, intercept, refusal } from "./pull-support/intercept.ts";
import { type PullWorld, pullWorld, rowsOf } from "./pull-support/pull-world.ts";

function deleteSome({ sandbox }: PullWorld, count: number): void {
  for (const { id } of sandbox.metrics.list({ limit: count })) sandbox.metrics.delete(id);
}

const isSearch = (call: { readonly path: string }) => call.path.startsWith("/metrics/search?");
const isCount = (call: { readonly path: string }) => call.path.includes("page=2147483647");

describe("the brake on vanished metrics", () => {
  it("marks nothing if more are missing than a run may mark, says so, and lets go when it is told", async () => {
    await using world = await pullWorld();
    await pull(world.as("admin"), world.mirror);
    deleteSome(world, 101);
    const held = await pull(world.as("admin"), world.mirror);
    expect(held.held).toEqual({ grant: { kind: "system" }, missing: 101, limit: 100 });
    expect(held).toMatchObject({ complete: false, metrics: 600, rows: { gone: 0 } });
    expect(held.grants).toMatchObject([
      { state: "incomplete", why: "101 metrics are missing, more than 100: none was marked as gone" },
    ]);
    const again = await pull(world.as("admin"), world.mirror);
    expect(again.held).toMatchObject({ missing: 101 });
    const freed = await pull(world.as("admin"), world.mirror, { maxGone: 101 });
    expect(freed.held).toBeUndefined();
    expect(freed).toMatchObject({ complete: true, metrics: 499, rows: { gone: 101 } });
    expect(linesOfMirror(world.mirror)).toEqual(linesOfService(world.sandbox));
  });

  it("lets up to 100 pass, and up to 5 % of a grant", async () => {
    await using world = await pullWorld({ dataset: { metrics: 4000 } });
    await pull(world.as("admin"), world.mirror);
    deleteSome(world, 200);
    expect(await pull(world.as("admin"), world.mirror)).toMatchObject({
      complete: true,
      rows: { gone: 200 },
    });
    deleteSome(world, 191);
    expect((await pull(world.as("admin"), world.mirror)).held).toMatchObject({ missing: 191, limit: 190 });
  });

  it("can be set to let nothing pass", async () => {
    await using world = await pullWorld();
    await pull(world.as("admin"), world.mirror);
    deleteSome(world, 1);
    const result = await pull(world.as("admin"), world.mirror, { maxGone: 0 });
    expect(result.held).toMatchObject({ missing: 1, limit: 0 });
  });

  it("is the same for all readings of a grant in one run", async () => {
    await using world = await pullWorld({ dataset: { metrics: 4000 } });
    const { sandbox, mirror } = world;
    const inEach = [...Map.groupBy(sandbox.metrics.list(), (metric) => metric.installation_id).values()];
    const [some = [], others = []] = inEach.map((metrics) => metrics.slice(0, 8).map(({ id }) => id));
    for (const id of others) sandbox.metrics.change(id, { value: 0 });
    await pull(world.as("admin"), mirror);
    // the sums tell of the first eight alone, and the reading of all that follows finds the other eight
    for (const id of [...some, ...others]) sandbox.metrics.delete(id);
    const result = await pull(world.as("admin"), mirror, { maxGone: 10 });
    expect(result).toMatchObject({ complete: false, rows: { gone: 8 }, held: { missing: 8, limit: 2 } });
    expect(await pull(world.as("admin"), mirror, { maxGone: 10 })).toMatchObject({ rows: { gone: 8 } });
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
  });
});

describe("what a reading lacks", () => {
  it("is not marked while the service counts otherwise, and the reading is incomplete", async () => {
    await using world = await pullWorld();
    await pull(world.as("pa"), world.mirror);
    const [victim] = world.sandbox.metrics.list({ installation: undefined, limit: 1 });
    const hidden = victim?.id;
    // search hides one metric and its count, until the counts are compared no more; the list of the project counts it
    let reading = false;
    const acc = world.as("pa", {
      fetch: intercept((call) => {
        if (!isSearch(call) || call.body === undefined || isCount(call)) return undefined;
        reading = true;
        const start = {
          type: "query",
          field: "time_period_start",
          operand: "neq",
          values: victim?.time_period_start,
        };
        return {
          body: JSON.stringify({ type: "filter", operator: "AND", criteria: [JSON.parse(call.body), start] }),
        };
      }),
    });
    const result = await pull(acc, world.mirror, { full: true });
    expect(reading).toBe(true);
    expect(result).toMatchObject({ complete: false, rows: { gone: 0 } });
    expect(result.grants[0]).toMatchObject({ state: "incomplete" });
    expect(result.grants[0]?.why).toMatch(
      /^\d+ metrics are missing, but the service counts \d+ and not \d+$/,
    );
    expect([...world.mirror.query("SELECT id FROM metrics").rows].flat()).toContain(hidden);

    const honest = await pull(world.as("pa"), world.mirror);
    expect(honest).toMatchObject({ complete: true, rows: { added: 0, gone: 0 } });
    expect(honest.grants).toMatchObject([{ state: "read" }]);
  });

  it("is not marked if the service fails to count", async () => {
    await using world = await pullWorld();
    await pull(world.as("pa"), world.mirror);
    deleteSome(world, 1);
    let counts = 0;
    const acc = world.as("pa", {
      clock: IMPATIENT,
      fetch: intercept((call) => {
        if (!isCount(call) || !/^\/projects\/[^/]+\/metrics/.test(call.path)) return undefined;
        counts += 1;
        return counts > 1 ? refusal(500) : undefined;
      }),
    });
    const result = await pull(acc, world.mirror);
    expect(counts).toBeGreaterThan(1);
    expect(result).toMatchObject({ complete: false, rows: { gone: 0 } });
    expect(result.grants[0]?.why).toBe("1 metrics are missing and the service cannot be counted");
    expect(await pull(world.as("pa"), world.mirror)).toMatchObject({ complete: true, rows: { gone: 1 } });
  });

  it("is found again if it only moved between two requests", async () => {
    await using world = await pullWorld({
      dataset: { projects: 1, providers: 1, installations: 1, months: 24, metrics: 3000 },
    });
    await pull(world.as("admin"), world.mirror);
    const { sandbox } = world;
    const metrics = sandbox.metrics
      .list()
      .toSorted((a, b) => a.time_period_start.localeCompare(b.time_period_start));
    const [first, last] = [metrics[0], metrics.at(-1)];
    let windows = 0;
    const acc = world.as("admin", { concurrency: 1 });
    const result = await pull(acc, world.mirror, {
      full: true,
      onEvent(event) {
        if (event.type !== "progress" || ++windows !== 1) return;
        // one from the first window into the last, and one the other way
        sandbox.metrics.change(first?.id ?? "", period(last?.time_period_start));
        sandbox.metrics.change(last?.id ?? "", period(first?.time_period_start));
      },
    });
    expect(windows).toBeGreaterThan(2);
    expect(result).toMatchObject({ complete: true, metrics: 3000, rows: { added: 0, gone: 0 } });
    expect(linesOfMirror(world.mirror)).toEqual(linesOfService(sandbox));
  });

  it("is not shown twice if one reading saw it in two places", async () => {
    await using world = await pullWorld({
      dataset: { projects: 1, providers: 1, installations: 1, months: 24, metrics: 3000 },
    });
    const { sandbox } = world;
    const starts = sandbox.metrics
      .list()
      .toSorted((a, b) => a.time_period_start.localeCompare(b.time_period_start));
    let windows = 0;
    const result = await pull(world.as("admin", { concurrency: 1 }), world.mirror, {
      onEvent(event) {
        if (event.type !== "progress" || ++windows !== 1) return;
        sandbox.metrics.change(starts[0]?.id ?? "", period(starts.at(-1)?.time_period_start));
      },
    });
    expect(windows).toBeGreaterThan(2);
    expect(result).toMatchObject({ complete: true, metrics: 3000, rows: { added: 3000, gone: 0 } });
    expect(linesOfMirror(world.mirror)).toEqual(linesOfService(sandbox));
  });

  it("is shown once, where it was seen last, if the reading ends before it could be told where it is", async () => {
    await using world = await pullWorld({
      dataset: { projects: 1, providers: 1, installations: 1, months: 24, metrics: 3000 },
    });
    const { sandbox, mirror } = world;
    await pull(world.as("admin"), mirror);
    const starts = sandbox.metrics
      .list()
      .toSorted((a, b) => a.time_period_start.localeCompare(b.time_period_start));
    const [victim] = starts.slice(-1);
    sandbox.metrics.change(victim?.id ?? "", period(starts[0]?.time_period_start));
    const stop = new AbortController();
    const stopped = pull(world.as("admin", { concurrency: 1 }), mirror, {
      full: true,
      signal: stop.signal,
      onEvent: ({ type }) => {
        if (type === "progress") stop.abort(new Error("enough"));
      },
    });
    await expect(stopped).rejects.toThrow("enough");
    expect(rowsOf(mirror, `SELECT time_period_start FROM metrics WHERE id = '${victim?.id}'`)).toEqual([
      { time_period_start: starts[0]?.time_period_start },
    ]);
    expect(mirror.status()).toMatchObject({ metrics: 3000, complete: false });
    expect(rowsOf(mirror, "SELECT added, changed FROM runs WHERE id = 2")).toEqual([
      { added: 0, changed: 1 },
    ]);

    expect(await pull(world.as("admin"), mirror)).toMatchObject({
      complete: true,
      rows: { added: 0, gone: 0 },
    });
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
  });

  it("is gone also if others add metrics all the while", async () => {
    await using world = await pullWorld();
    const { sandbox } = world;
    await pull(world.as("admin"), world.mirror);
    const [one, two] = sandbox.metrics.list();
    sandbox.metrics.delete(one?.id ?? "");
    let added = 0;
    const result = await pull(world.as("admin"), world.mirror, {
      onEvent(event) {
        if (event.type !== "progress" || added >= 3) return;
        added += 1;
        sandbox.metrics.insert(two?.installation_id ?? "", { value: added });
      },
    });
    expect(added).toBeGreaterThan(0);
    const settled = await pull(world.as("admin"), world.mirror);
    expect(settled.complete).toBe(true);
    expect(result.rows.gone + settled.rows.gone).toBe(1);
    expect(linesOfMirror(world.mirror)).toEqual(linesOfService(sandbox));
  });

  it("stays as it is where the service cannot print a metric, and the hole is named", async () => {
    await using world = await pullWorld();
    const { sandbox } = world;
    const first = await pull(world.as("admin"), world.mirror);
    const [victim] = sandbox.metrics.list();
    const other = sandbox.metrics.find(
      ({ installation_id }) => installation_id !== victim?.installation_id,
    )[0];
    // its definition vanishes, so every answer that would contain it is a 500
    const definition = "507f1f77bcf86cd799439099";
    sandbox.metrics.change(victim?.id ?? "", { metric_definition_id: definition });
    sandbox.metrics.delete(other?.id ?? "");
    const result = await pull(world.as("admin", { clock: IMPATIENT }), world.mirror);
    expect(result).toMatchObject({ complete: false, metrics: 599, rows: { gone: 1 } });
    // the counts fit, but a reading that is not complete says nothing of the kind
    expect(result.grants).toMatchObject([
      { state: "incomplete", count: 599, agreed_at: first.grants[0]?.agreed_at },
    ]);
    expect(result.grants[0]?.why).toContain("not read: paths ");
    expect([...world.mirror.query("SELECT id FROM metrics").rows].flat()).toContain(victim?.id);
  });
});

function period(start = "") {
  const end = new Date(Date.parse(start) + 3_600_000).toISOString().replace(".000Z", "Z");
  return { time_period_start: start, time_period_end: end };
}
