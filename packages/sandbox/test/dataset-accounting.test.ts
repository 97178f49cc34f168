import { describe, expect, test } from "vitest";

import { type Dataset, dataset, type DatasetMetric, startSandbox } from "../src/index.ts";

const DAY = 86_400_000;

function definitionOf(data: Dataset, metric: DatasetMetric) {
  const found = data.definitions.find((known) => known.metric_definition_id === metric.metric_definition_id);
  if (found === undefined) throw new Error(`no definition ${metric.metric_definition_id}`);
  return found;
}

function groupBy(metrics: readonly DatasetMetric[], key: (metric: DatasetMetric) => string) {
  return Map.groupBy(metrics, key).values().toArray();
}

const seriesOf = (metric: DatasetMetric) => `${metric.installation_id} ${metric.metric_definition_id}`;
const isDay = (metric: DatasetMetric) => metric.end - metric.start === DAY;
const isMonth = ({ start, end }: DatasetMetric) => {
  const from = new Date(start);
  return from.getUTCDate() === 1 && end === Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1);
};
/** Whether rows of one series and period are disjoint: everybody, or groups, or users. */
const areParts = (rows: readonly DatasetMetric[]) => {
  const groups = new Set(rows.map(({ group_id }) => group_id));
  const users = new Set(rows.map(({ user_id }) => user_id));
  if (rows.length === 1) return groups.has(undefined) && users.has(undefined);
  if (groups.has(undefined)) return false;
  return users.has(undefined) ? users.size === 1 && groups.size === rows.length : users.size === rows.length;
};
const sum = (metrics: readonly DatasetMetric[]) => metrics.reduce((total, { value }) => total + value, 0);

describe.each([
  { name: "the default", options: {} },
  { name: "another seed", options: { seed: 7 } },
  { name: "few metrics", options: { metrics: 500 } },
  { name: "fewer metrics than months", options: { metrics: 11 } },
  { name: "one busy installation", options: { installations: 1, metrics: 30_000 } },
  { name: "many installations", options: { installations: 150, projects: 9, providers: 14 } },
  { name: "one month of 100,000", options: { months: 1, until: "2024-03", metrics: 100_000 } },
])("$name: nothing is counted twice:", ({ options }) => {
  const data = dataset(options);
  const metrics = [...data.metrics];

  test("an installation reports a definition by day or by month, never both", () => {
    const both = groupBy(metrics, seriesOf).filter((rows) => rows.some(isDay) && !rows.every(isDay));
    expect(both).toEqual([]);
    expect(metrics.filter((metric) => !isDay(metric) && !isMonth(metric))).toEqual([]);
  });

  test("the rows of a period are one for everybody, or one of each group, or one of each user", () => {
    const periods = groupBy(metrics, (metric) => `${seriesOf(metric)} ${metric.start}`);
    expect(periods.filter((rows) => !areParts(rows))).toEqual([]);
  });

  test("figures that days do not add up to are monthly, counts are whole, all are finite and above 0", () => {
    const types = new Map(data.definitions.map((known) => [known.metric_definition_id, known.metric_type]));
    const wrong = metrics.filter((metric) => {
      const type = types.get(metric.metric_definition_id) ?? "";
      const isWrongDay = isDay(metric) && ["averaged", "summarised"].includes(type);
      const isBroken = ["count", "summarised"].includes(type) && !Number.isInteger(metric.value);
      return isWrongDay || isBroken || !(metric.value > 0 && metric.value < Infinity);
    });
    expect(wrong).toEqual([]);
  });
});

describe("the default dataset", () => {
  const data = dataset();
  const metrics = [...data.metrics];
  const named = (name: string) => metrics.filter((metric) => definitionOf(data, metric).metric_name === name);
  const year = metrics.filter(({ start }) => start >= Date.UTC(2024, 0) && start < Date.UTC(2025, 0));

  test("has days and months, groups and users, in every project", () => {
    for (const project of data.projects) {
      const inside = data.installations.filter((known) => known.project === project.id);
      const ids = new Set(inside.map(({ id }) => id));
      const rows = metrics.filter((metric) => ids.has(metric.installation_id));
      expect(new Set(rows.map(isDay)).size).toBe(2);
      expect(rows.some((metric) => metric.user_id !== undefined)).toBe(true);
      expect(rows.some((metric) => metric.group_id !== undefined && metric.user_id === undefined)).toBe(true);
      expect(rows.some((metric) => metric.group_id === undefined)).toBe(true);
    }
  });

  test("has no count of users where the users are named", () => {
    const naming = new Set(metrics.filter(({ user_id }) => user_id).map((metric) => metric.installation_id));
    const counting = named("active_users").map((metric) => metric.installation_id);
    expect(counting.length).toBeGreaterThan(100);
    expect(counting.filter((id) => naming.has(id))).toEqual([]);
  });

  test("has less processor time than running time of jobs", () => {
    for (const jobs of groupBy(named("wall_time"), ({ installation_id }) => installation_id)) {
      const [{ installation_id } = { installation_id: "" }] = jobs;
      const used = named("cpu_hours").filter((metric) => metric.installation_id === installation_id);
      const efficiency = (sum(used) * 3600) / sum(jobs);
      expect([efficiency > 0.8, efficiency < 0.9]).toEqual([true, true]);
    }
  });

  test("used most of what was promised, and no more: of the year, or each month of what is no usage", () => {
    const latest = data.capacities.filter(({ registered_on }) => registered_on === "2024-01-01T00:00:00Z");
    expect(latest).toHaveLength(10);
    for (const { installation_id, metric_definition_id, value } of latest) {
      const used = year.filter(
        (metric) =>
          metric.installation_id === installation_id && metric.metric_definition_id === metric_definition_id,
      );
      const [first] = used;
      const isMean = first !== undefined && definitionOf(data, first).metric_type === "averaged";
      const percentage = (100 * sum(used)) / value / (isMean ? 12 : 1);
      expect([percentage > 50, percentage < 100]).toEqual([true, true]);
    }
  });

  test("is of units that the service lists", async () => {
    await using sandbox = await startSandbox({ dataset: data });
    const units = sandbox.state.unitTypes
      .values()
      .map(({ name }) => name)
      .toArray();
    expect(units).toContain("core hours");
    for (const { unit_type } of data.definitions) expect(units).toContain(unit_type);
  });
});
