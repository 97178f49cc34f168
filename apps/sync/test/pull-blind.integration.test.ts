import { describe, expect, it } from "vitest";

import type { StoredMetric } from "@argo-acc/sandbox";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { type PullWorld, pullWorld } from "./pull-support/pull-world.ts";

/** Two metrics of one definition in one installation, with values that are not 0. */
function twoOfOnePair({ sandbox }: PullWorld): readonly [StoredMetric, StoredMetric] {
  const metrics = sandbox.metrics.find(({ value }) => value !== 0);
  const pairs = Map.groupBy(metrics, (metric) => metric.installation_id + metric.metric_definition_id);
  const [one, two] = [...pairs.values()].find((pair) => pair.length > 1) ?? [];
  if (one === undefined || two === undefined) throw new Error("no definition has two metrics");
  return [one, two];
}

/** What neither counts nor sums tell, each as a change of metrics that the mirror has. */
const UNSEEN: readonly (readonly [
  name: string,
  prepare: (world: PullWorld) => void | Promise<void>,
  change: (world: PullWorld) => void,
])[] = [
  [
    "a changed group",
    () => {},
    (world) => world.sandbox.metrics.change(twoOfOnePair(world)[0].id, { group_id: "another" }),
  ],
  [
    "a changed user",
    () => {},
    (world) => world.sandbox.metrics.change(twoOfOnePair(world)[0].id, { user_id: "another" }),
  ],
  [
    "a changed period",
    () => {},
    (world) => {
      const [{ id, time_period_end }] = twoOfOnePair(world);
      const earlier = new Date(Date.parse(time_period_end) - 3_600_000).toISOString();
      world.sandbox.metrics.change(id, { time_period_end: earlier });
    },
  ],
  [
    "changes that cancel out",
    () => {},
    (world) => {
      const [one, two] = twoOfOnePair(world);
      world.sandbox.metrics.change(one.id, { value: two.value });
      world.sandbox.metrics.change(two.id, { value: one.value });
    },
  ],
  [
    "a metric that is deleted where another one of the same value is added",
    () => {},
    ({ sandbox }) => {
      const [one] = sandbox.metrics.find(({ value }) => value !== 0);
      if (one === undefined) throw new Error("no metric has a value");
      const { id: _id, creator_id: _creator, project_id: _project, provider: _provider, ...fields } = one;
      sandbox.metrics.delete(one.id);
      sandbox.metrics.insert(fields.installation_id, fields);
    },
  ],
  [
    "a changed value of a period that goes across a capacity's date",
    async (world) => {
      const [{ installation_id, metric_definition_id, time_period_start }] = twoOfOnePair(world);
      const day = new Date(Date.parse(time_period_start) + 86_400_000).toISOString().slice(0, 10);
      for (const { id } of world.sandbox.metrics.find(
        (metric) =>
          metric.installation_id === installation_id &&
          metric.metric_definition_id === metric_definition_id &&
          metric.id !== twoOfOnePair(world)[0].id,
      )) {
        world.sandbox.metrics.change(id, { value: 1 });
      }
      await world.as("admin").installation(installation_id).capacities.add({
        metric_definition_id,
        value: 1000,
        registered_on: day,
      });
    },
    (world) => world.sandbox.metrics.change(twoOfOnePair(world)[0].id, { value: 999 }),
  ],
  [
    "a change below what rounding can explain",
    (world) => {
      const [one, two] = twoOfOnePair(world);
      world.sandbox.metrics.change(one.id, { value: 1e15 });
      world.sandbox.metrics.change(two.id, { value: 0.25 });
    },
    (world) => world.sandbox.metrics.change(twoOfOnePair(world)[1].id, { value: 0.5 }),
  ],
  [
    "a changed value of a period before the year 1",
    ({ sandbox }) => {
      const [one] = sandbox.metrics.list();
      sandbox.metrics.insert(one?.installation_id ?? "", {
        value: 5,
        time_period_start: "-0044-03-15T00:00:00Z",
        time_period_end: "-0044-03-16T00:00:00Z",
      });
    },
    ({ sandbox }) => {
      const [old] = sandbox.metrics.find(({ value }) => value === 5);
      sandbox.metrics.change(old?.id ?? "", { value: 6 });
    },
  ],
];

describe("only a reading finds", () => {
  it.each(UNSEEN)("%s", async (_name, prepare, change) => {
    await using world = await pullWorld();
    const { sandbox, mirror } = world;
    await prepare(world);
    await pull(world.as("admin"), mirror);
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
    change(world);
    const agreeing = await pull(world.as("admin"), mirror);
    expect(agreeing).toMatchObject({ complete: true, rows: { added: 0, changed: 0, gone: 0 } });
    expect(agreeing.grants).toMatchObject([{ state: "agrees" }]);
    expect(linesOfMirror(mirror)).not.toEqual(linesOfService(sandbox));
    const reading = await pull(world.as("admin"), mirror, { full: true });
    expect(reading.grants).toMatchObject([{ state: "read" }]);
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
  });
});
