import { describe, expect, it } from "vitest";

import type { StoredMetric } from "@argo-acc/sandbox";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { IMPATIENT, intercept, refusal } from "./pull-support/intercept.ts";
import { type PullWorld, pullWorld } from "./pull-support/pull-world.ts";
import { whatWasAsked } from "./pull-support/what-was-asked.ts";

const SOME = { projects: 2, providers: 3, installations: 12, months: 24, metrics: 6000 };
/** One installation with more of a definition than ten windows hold. */
const LONG = { projects: 1, providers: 1, installations: 1, months: 48, metrics: 30_000 };

const first = ({ sandbox }: PullWorld): StoredMetric => {
  const [metric] = sandbox.metrics.find(({ value }) => value !== 0);
  if (metric === undefined) throw new Error("the service has no metric with a value");
  return metric;
};

/** The metrics of the definition that has the most in one installation, by start. */
function largestPair({ sandbox }: PullWorld): StoredMetric[] {
  const pairs = Map.groupBy(
    sandbox.metrics.list(),
    (metric) => metric.installation_id + metric.metric_definition_id,
  );
  const [largest = []] = [...pairs.values()].toSorted((a, b) => b.length - a.length);
  return largest.toSorted((a, b) => a.time_period_start.localeCompare(b.time_period_start));
}

/** Pulls once more, and says what that asked for. The mirror is what the service is. */
async function pullAgain(world: PullWorld, acc = world.as("admin")) {
  world.sandbox.requests.clear();
  const result = await pull(acc, world.mirror);
  const asked = whatWasAsked(world.sandbox);
  expect(linesOfMirror(world.mirror)).toEqual(linesOfService(world.sandbox));
  expect(result.complete).toBe(true);
  return { ...asked, state: result.grants[0]?.state, rows: result.rows };
}

interface ProjectSums {
  data: {
    data: { installation_id: string; data: { periods: { total_value: number }[] }[] }[];
  }[];
}

/** The service, of which somebody changes the reports of projects. */
function withReports(world: PullWorld, change: (report: ProjectSums) => void) {
  return world.as("admin", {
    fetch: async (input, init) => {
      const answer = await fetch(input, init);
      const url = new URL(input instanceof Request ? input.url : input);
      if (!/\/projects\/[^/]+\/report$/.test(url.pathname)) return answer;
      const report = (await answer.json()) as ProjectSums;
      change(report);
      return Response.json(report);
    },
  });
}

describe("a pull that reads what differs", () => {
  it("counts installations where only the count differs", async () => {
    await using world = await pullWorld({ dataset: { ...SOME, installations: 4 } });
    await pull(world.as("admin"), world.mirror);
    const { installation_id, metric_definition_id } = first(world);
    world.sandbox.metrics.insert(installation_id, { metric_definition_id, value: 0 });
    const { state, rows, reports } = await pullAgain(world);
    expect({ state, reports, added: rows.added }).toEqual({ state: "agrees", reports: 2, added: 1 });
  });

  it("finds a metric in the pair that it was moved to, and leaves its other metrics alone", async () => {
    await using world = await pullWorld({ dataset: SOME });
    await pull(world.as("admin"), world.mirror);
    const one = first(world);
    const [other] = world.sandbox.metrics.find(
      ({ metric_definition_id }) => metric_definition_id !== one.metric_definition_id,
    );
    world.sandbox.metrics.change(one.id, { metric_definition_id: other?.metric_definition_id });
    const { state, rows, windows } = await pullAgain(world);
    expect({ state, rows, windows }).toMatchObject({
      state: "agrees",
      rows: { added: 0, changed: 1, gone: 0 },
      windows: 7,
    });
  });

  it("reads whole what no sum vouches for: values that are not finite", async () => {
    await using world = await pullWorld({ dataset: SOME });
    world.sandbox.state.capacities.clear();
    world.sandbox.metrics.change(first(world).id, { value: Number.NaN });
    await pull(world.as("admin"), world.mirror);
    expect(await pullAgain(world)).toMatchObject({ state: "agrees", reports: 2, windows: 6 });
  });

  it("asks narrower reports where a value that is not finite breaks one, and reads what is left", async () => {
    await using world = await pullWorld({ dataset: SOME });
    const one = first(world);
    const capacity = {
      metric_definition_id: one.metric_definition_id,
      value: 1,
      registered_on: "2001-01-01",
    };
    await world.as("admin").installation(one.installation_id).capacities.add(capacity);
    world.sandbox.metrics.change(one.id, { value: Number.NaN });
    const acc = world.as("admin", { clock: IMPATIENT });
    await pull(acc, world.mirror);
    expect(await pullAgain(world, acc)).toMatchObject({ state: "agrees", windows: 6 });
  });

  it.each([403, 500, 503])("asks narrower reports where one is %s", async (status) => {
    await using world = await pullWorld({ dataset: SOME });
    await pull(world.as("admin"), world.mirror);
    world.sandbox.metrics.change(first(world).id, { value: -5 });
    const acc = world.as("admin", {
      clock: IMPATIENT,
      fetch: intercept(({ path }) => (/^\/projects\/[^/]+\/report/.test(path) ? refusal(status) : undefined)),
    });
    expect(await pullAgain(world, acc)).toMatchObject({ state: "agrees", windows: 6, rows: { changed: 1 } });
  });

  it("reads everything where there is no report at all", async () => {
    await using world = await pullWorld({ dataset: SOME });
    await pull(world.as("admin"), world.mirror);
    world.sandbox.metrics.change(first(world).id, { group_id: "seen by readings only" });
    const reports: string[] = [];
    const acc = world.as("admin", {
      clock: IMPATIENT,
      fetch: intercept(({ path }) => {
        if (!path.includes("/report")) return undefined;
        reports.push(path);
        return refusal(500);
      }),
    });
    expect(await pullAgain(world, acc)).toMatchObject({ state: "read", rows: { changed: 1 } });
    const tries = new Set(reports.map((path) => reports.filter((other) => other === path).length));
    expect([...tries]).toEqual([2]);
  });

  it("reads an installation that the report leaves out", async () => {
    await using world = await pullWorld({ dataset: SOME });
    await pull(world.as("admin"), world.mirror);
    const one = first(world);
    world.sandbox.metrics.change(one.id, { group_id: "seen by readings only" });
    const acc = withReports(world, (report) => {
      for (const provider of report.data) {
        provider.data = provider.data.filter(
          ({ installation_id }) => installation_id !== one.installation_id,
        );
      }
    });
    expect(await pullAgain(world, acc)).toMatchObject({ state: "agrees", rows: { changed: 1 } });
  });

  it("reads the whole grant where sums differ still", async () => {
    await using world = await pullWorld({ dataset: SOME });
    await pull(world.as("admin"), world.mirror);
    const acc = withReports(world, (report) => {
      const definition = report.data[0]?.data[0]?.data[0];
      for (const period of definition?.periods ?? []) period.total_value += 1;
    });
    expect(await pullAgain(world, acc)).toMatchObject({ state: "read", rows: { changed: 0 } });
  });

  it("reads the whole grant where the count differs still", async () => {
    await using world = await pullWorld({ dataset: SOME });
    await pull(world.as("admin"), world.mirror);
    const one = first(world);
    const [elsewhere] = world.sandbox.metrics.find(
      ({ installation_id }) => installation_id !== one.installation_id,
    );
    world.sandbox.metrics.change(one.id, { value: -1 });
    // a count tells of it, and no sum
    world.sandbox.metrics.insert(elsewhere?.installation_id ?? "", {
      metric_definition_id: elsewhere?.metric_definition_id,
      value: 0,
    });
    expect(await pullAgain(world)).toMatchObject({ state: "read", rows: { added: 1, changed: 1 } });
  });

  it("marks nothing as gone beyond the brake", async () => {
    await using world = await pullWorld({ dataset: SOME });
    await pull(world.as("admin"), world.mirror);
    world.sandbox.metrics.delete(first(world).id);
    const result = await pull(world.as("admin"), world.mirror, { maxGone: 0 });
    expect(result).toMatchObject({ complete: false, rows: { gone: 0 }, held: { missing: 1, limit: 0 } });
    expect(await pullAgain(world)).toMatchObject({ state: "read", rows: { gone: 1 } });
  });

  it("that is broken off leaves the grant to be read whole", async () => {
    await using world = await pullWorld({ dataset: SOME });
    await pull(world.as("admin"), world.mirror);
    world.sandbox.metrics.delete(first(world).id);
    const stop = new AbortController();
    const stopped = pull(world.as("admin"), world.mirror, {
      signal: stop.signal,
      onEvent: ({ type }) => type === "progress" && stop.abort(new Error("enough")),
    });
    await expect(stopped).rejects.toThrow("enough");
    expect(world.mirror.status().grants).toMatchObject([{ state: "incomplete" }]);
    expect(await pullAgain(world)).toMatchObject({ state: "read", rows: { gone: 1 } });
  });
});

describe("a definition with many windows", () => {
  it("is narrowed to the days that differ, deletions and additions alike", async () => {
    await using world = await pullWorld({ dataset: LONG });
    await pull(world.as("admin"), world.mirror);
    const pair = largestPair(world);
    world.sandbox.metrics.delete(pair[3000]?.id ?? "");
    const { id: _id, creator_id: _c, project_id: _p, provider: _v, ...fields } = pair[3100] ?? first(world);
    world.sandbox.metrics.insert(fields.installation_id, { ...fields, value: 17 });
    const { state, rows, windows, reports } = await pullAgain(world);
    expect({ state, rows }).toMatchObject({ state: "agrees", rows: { added: 1, gone: 1 } });
    expect({ windows, reports }).toEqual({ windows: 2, reports: 13 });
  });

  it("is found to differ in periods that go across every cut", async () => {
    await using world = await pullWorld({ dataset: LONG });
    world.sandbox.state.capacities.clear();
    const pair = largestPair(world);
    const long = {
      time_period_start: pair[0]?.time_period_start,
      time_period_end: pair.at(-1)?.time_period_end,
    };
    const id = world.sandbox.metrics.insert(pair[0]?.installation_id ?? "", {
      metric_definition_id: pair[0]?.metric_definition_id,
      value: 1,
      ...long,
    });
    await pull(world.as("admin"), world.mirror);
    world.sandbox.metrics.change(id, { value: 2 });
    // half of it, up to the first cut
    expect(await pullAgain(world)).toMatchObject({ state: "agrees", windows: 24, rows: { changed: 1 } });
  });

  it("is read whole where a count says that days were missed", async () => {
    await using world = await pullWorld({ dataset: LONG });
    await pull(world.as("admin"), world.mirror);
    const pair = largestPair(world);
    world.sandbox.metrics.change(pair[3000]?.id ?? "", { value: -1 });
    const { id: _id, creator_id: _c, project_id: _p, provider: _v, ...fields } = pair[9000] ?? first(world);
    world.sandbox.metrics.insert(fields.installation_id, { ...fields, value: 0 });
    expect(await pullAgain(world)).toMatchObject({ state: "agrees", rows: { added: 1, changed: 1 } });
  });

  it("is counted by itself: what others have fewer could hide what it has more", async () => {
    await using world = await pullWorld({ dataset: { ...LONG, installations: 2 } });
    const { sandbox } = world;
    const pair = largestPair(world);
    const [other] = sandbox.metrics.find(
      ({ installation_id }) => installation_id !== pair[0]?.installation_id,
    );
    sandbox.metrics.change(other?.id ?? "", { value: 0 });
    await pull(world.as("admin"), world.mirror);
    sandbox.metrics.delete(other?.id ?? "");
    sandbox.metrics.change(pair[3000]?.id ?? "", { value: -1 });
    const { id: _id, creator_id: _c, project_id: _p, provider: _v, ...fields } = pair[9000] ?? first(world);
    sandbox.metrics.insert(fields.installation_id, { ...fields, value: 0 });
    expect(await pullAgain(world)).toMatchObject({ state: "read", rows: { added: 1, changed: 1, gone: 1 } });
  });
});

describe("heavy writing in one installation", () => {
  it("does not keep what others lack from being gone", async () => {
    await using world = await pullWorld({ dataset: SOME });
    const { sandbox, mirror } = world;
    await pull(world.as("admin"), mirror);
    const one = first(world);
    const [busy] = sandbox.metrics.find(
      ({ project_id, installation_id }) =>
        project_id === one.project_id && installation_id !== one.installation_id,
    );
    sandbox.metrics.delete(one.id);
    // somebody adds a metric before each count
    const acc = world.as("admin", {
      fetch: intercept(({ path }) => {
        if (path.includes("page=2147483647"))
          sandbox.metrics.insert(busy?.installation_id ?? "", { value: 1 });
      }),
    });
    const result = await pull(acc, mirror, { full: true });
    expect(result.rows.gone).toBe(1);
  });
});
