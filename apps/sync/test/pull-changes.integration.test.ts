import { describe, expect, it } from "vitest";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { type PullWorld, pullWorld, rowsOf } from "./pull-support/pull-world.ts";

const NOTHING = { added: 0, changed: 0, gone: 0, unchanged: 0 };
const HOUR = 3_600_000;

/** The first metric of the service, and a second one of another installation. */
function twoMetrics({ sandbox }: PullWorld) {
  const [one] = sandbox.metrics.list({ limit: 1 });
  const [two] = sandbox.metrics.find((metric) => metric.installation_id !== one?.installation_id);
  if (one === undefined || two === undefined) throw new Error("the service has too few metrics");
  return { one, two };
}

const atNoon = () => Date.parse("2026-11-23T12:00:00Z");

describe("a second pull", () => {
  it("asks for the catalogue, a count and sums only, and writes no metric, where these are as they were", async () => {
    await using world = await pullWorld({ dataset: { metrics: 5000 } });
    const first = await pull(world.as("admin"), world.mirror);
    expect(first).toMatchObject({ complete: true, metrics: 5000, rows: { ...NOTHING, added: 5000 } });
    expect(linesOfMirror(world.mirror)).toEqual(linesOfService(world.sandbox));
    world.sandbox.requests.clear();

    const second = await pull(world.as("admin"), world.mirror);
    expect(second).toMatchObject({ complete: true, metrics: 5000, rows: NOTHING });
    expect(second.grants).toMatchObject([
      { state: "agrees", count: 5000, rows: 5000, read_at: first.grants[0]?.read_at },
    ]);
    expect(second.requests).toBe(world.sandbox.requests.count);
    expect(second.requests).toBeLessThanOrEqual(12);
  });

  it("reads everything again and writes nothing with full", async () => {
    await using world = await pullWorld();
    await pull(world.as("admin"), world.mirror);
    const before = world.mirror.database.prepare("SELECT * FROM metric").all();
    const second = await pull(world.as("admin"), world.mirror, { full: true });
    expect(second).toMatchObject({ complete: true, rows: { ...NOTHING, unchanged: 600 } });
    expect(second.grants).toMatchObject([{ state: "read" }]);
    expect(world.mirror.database.prepare("SELECT * FROM metric").all()).toEqual(before);
  });

  it("reads again once the last complete reading is older than it may be", async () => {
    await using world = await pullWorld();
    let now = Date.parse("2026-11-23T12:00:00Z");
    const options = { fullEveryMs: HOUR, now: () => now };
    await pull(world.as("admin"), world.mirror, options);
    now += HOUR - 1;
    const agreeing = await pull(world.as("admin"), world.mirror, options);
    expect(agreeing.grants).toMatchObject([
      { state: "agrees", read_at: "2026-11-23T12:00:00Z", agreed_at: "2026-11-23T12:59:59.999Z" },
    ]);
    now += 1;
    const reading = await pull(world.as("admin"), world.mirror, options);
    expect(reading.grants).toMatchObject([{ state: "read", read_at: "2026-11-23T13:00:00Z" }]);
  });

  it("reads again where the last complete reading is said to be still to come", async () => {
    await using world = await pullWorld();
    await pull(world.as("admin"), world.mirror, { now: () => Date.parse("2058-08-02T00:00:00Z") });
    const reading = await pull(world.as("admin"), world.mirror, { now: atNoon });
    expect(reading.grants).toMatchObject([{ state: "read", read_at: "2026-11-23T12:00:00Z" }]);
    const next = await pull(world.as("admin"), world.mirror, { now: atNoon });
    expect(next.grants).toMatchObject([{ state: "agrees", read_at: "2026-11-23T12:00:00Z" }]);
  });

  it("finds what was added", async () => {
    await using world = await pullWorld();
    await pull(world.as("admin"), world.mirror);
    const { one } = twoMetrics(world);
    const id = world.sandbox.metrics.insert(one.installation_id, { value: 42, group_id: "new group" });
    const result = await pull(world.as("admin"), world.mirror);
    expect(result).toMatchObject({ complete: true, metrics: 601, rows: { added: 1, changed: 0, gone: 0 } });
    expect(rowsOf(world.mirror, `SELECT value, group_id FROM metrics WHERE id = '${id}'`)).toEqual([
      { value: 42, group_id: "new group" },
    ]);
  });

  it("marks what was deleted as gone, and keeps it in the file", async () => {
    await using world = await pullWorld();
    await pull(world.as("admin"), world.mirror);
    const { one, two } = twoMetrics(world);
    world.sandbox.metrics.delete(one.id);
    world.sandbox.metrics.delete(two.id);
    const result = await pull(world.as("admin"), world.mirror);
    expect(result).toMatchObject({ complete: true, metrics: 598, rows: { added: 0, changed: 0, gone: 2 } });
    expect(linesOfMirror(world.mirror)).toEqual(linesOfService(world.sandbox));
    expect(world.mirror.database.prepare("SELECT count(*) FROM metric").pluck().get()).toBe(600);
    expect((await pull(world.as("admin"), world.mirror)).grants).toMatchObject([{ state: "agrees" }]);
  });

  it("finds a changed value by its sum, and reads nothing else", async () => {
    await using world = await pullWorld();
    const { sandbox, mirror } = world;
    await pull(world.as("admin"), mirror);
    const { one } = twoMetrics(world);
    sandbox.metrics.change(one.id, { value: -1 });
    sandbox.requests.clear();
    const result = await pull(world.as("admin"), mirror);
    expect(result).toMatchObject({ complete: true, rows: { added: 0, changed: 1, gone: 0 } });
    expect(result.grants).toMatchObject([{ state: "agrees" }]);
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
  });

  it("shows a metric whose start moved once, in the place where it is now", async () => {
    await using world = await pullWorld();
    await pull(world.as("admin"), world.mirror);
    const { one } = twoMetrics(world);
    world.sandbox.metrics.change(one.id, {
      time_period_start: "2020-01-01T00:00:00Z",
      time_period_end: "2020-02-01T00:00:00Z",
    });
    const result = await pull(world.as("admin"), world.mirror, { full: true });
    expect(result).toMatchObject({ complete: true, metrics: 600, rows: { added: 0, changed: 1, gone: 0 } });
    expect(rowsOf(world.mirror, `SELECT time_period_start FROM metrics WHERE id = '${one.id}'`)).toEqual([
      { time_period_start: "2020-01-01T00:00:00Z" },
    ]);
    expect(linesOfMirror(world.mirror)).toEqual(linesOfService(world.sandbox));
    expect(world.mirror.database.prepare("SELECT count(*) FROM metric").pluck().get()).toBe(600);
  });

  it("shows a metric again that comes back", async () => {
    await using world = await pullWorld();
    const dataset = world.sandbox.state.metrics;
    await pull(world.as("admin"), world.mirror);
    const { one } = twoMetrics(world);
    const row = dataset.find(one.id);
    if (row === undefined) throw new Error("the service has not its own metric");
    const stored = {
      context: dataset.context(row),
      start: dataset.start(row),
      end: dataset.end(row),
      value: dataset.value(row),
    };
    world.sandbox.metrics.delete(one.id);
    expect((await pull(world.as("admin"), world.mirror)).rows).toMatchObject({ gone: 1 });
    const { context, ...fields } = stored;
    dataset.insert(one.id, dataset.contexts.intern(context), {
      ...fields,
      group: one.group_id,
      user: one.user_id,
    });
    const result = await pull(world.as("admin"), world.mirror);
    expect(result).toMatchObject({ complete: true, metrics: 600, rows: { added: 1, changed: 0, gone: 0 } });
    expect(linesOfMirror(world.mirror)).toEqual(linesOfService(world.sandbox));
  });

  it("carries every kind of value and period over", async () => {
    await using world = await pullWorld({
      dataset: { projects: 1, providers: 1, installations: 1, metrics: 1 },
    });
    const { sandbox, mirror } = world;
    const [{ installation_id } = { installation_id: "" }] = sandbox.metrics.list();
    const put = (value: number, time_period_start: string, time_period_end: string) =>
      sandbox.metrics.insert(installation_id, { value, time_period_start, time_period_end });
    put(-0, "2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z");
    put(Number.NaN, "2024-01-01T00:00:00.001Z", "2024-01-01T00:00:00.002Z");
    put(Number.POSITIVE_INFINITY, "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00Z");
    put(Number.NEGATIVE_INFINITY, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z");
    put(5e-324, "0000-01-01T00:00:00Z", "0000-12-31T00:00:00Z");
    put(1.797_693_134_862_315_7e308, "-0044-03-15T12:00:00Z", "-0044-03-15T12:00:00.500Z");
    const result = await pull(world.as("admin"), mirror);
    expect(result).toMatchObject({ complete: true, metrics: 7 });
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
    const full = await pull(world.as("admin"), mirror, { full: true });
    expect(full.rows).toEqual({ ...NOTHING, unchanged: 7 });
  });

  it("tells what it does as it does it", async () => {
    await using world = await pullWorld();
    const told: string[] = [];
    const rows: number[] = [];
    const expected = new Set<number>();
    await pull(world.as("pa"), world.mirror, {
      onEvent(event) {
        if (told.at(-1) !== event.type) told.push(event.type);
        if (event.type === "progress") rows.push(event.rows);
        if (event.type === "progress" || event.type === "reading") expected.add(event.expected);
      },
    });
    expect(told).toEqual(["discovered", "catalogue", "reading", "progress", "grant"]);
    const { metrics } = world.mirror.status();
    expect(rows.at(-1)).toBe(metrics);
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
    expect([...expected]).toEqual([metrics]);
  });
});
