import { createHash } from "node:crypto";

import type { Installation, Page, Project, Provider } from "@argo-acc/core";
import { expect, test } from "vitest";

import {
  dataset,
  datasetFromItems,
  EMPTY_DATASET,
  type DatasetUnitType,
  type ListedMetric,
  type Sandbox,
  startSandbox,
} from "../src/index.ts";

function digest(data: ReturnType<typeof dataset>): string {
  return createHash("sha256")
    .update(JSON.stringify({ ...data, metrics: [...data.metrics] }))
    .digest("hex")
    .slice(0, 16);
}

test("the same options give the same bytes, on this machine and on any other", () => {
  expect(digest(dataset({ seed: 5, metrics: 500 }))).toBe("d3d78f719733f690");
  expect(digest(dataset({ seed: 6, metrics: 500 }))).not.toBe(digest(dataset({ seed: 5, metrics: 500 })));
});

test("the default covers 2024 whole with 20,000 finite values, and ids that rise in order of creation", () => {
  const metrics = [...dataset().metrics];
  expect(metrics).toHaveLength(20_000);
  expect(metrics.every(({ value }) => Number.isFinite(value))).toBe(true);
  const months = new Set(metrics.map(({ start }) => new Date(start).toISOString().slice(0, 7)));
  for (let month = 1; month <= 12; month++)
    expect(months).toContain(`2024-${String(month).padStart(2, "0")}`);
  const ids = metrics.map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(20_000);
  expect(metrics.every(({ start, end }) => start < end && end <= Date.UTC(2025, 0, 1))).toBe(true);
  expect(new Set(metrics.slice(0, 20).map((metric) => metric.installation_id)).size).toBe(20); // strided
});

test.for([
  [{ metrics: 10, installations: 1, projects: 1, providers: 1 }, 1, 1, 1],
  [{ metrics: 0, installations: 40, projects: 7, providers: 3 }, 7, 3, 40],
  [{ metrics: 100, installations: 5, projects: 2, providers: 12, months: 1, until: "2020-03" }, 2, 12, 5],
] as const)("scales: %o", ([options, projects, providers, installations]) => {
  const data = dataset(options);
  expect([data.projects.length, data.providers.length, data.installations.length]).toEqual([
    projects,
    providers,
    installations,
  ]);
  expect([...data.metrics]).toHaveLength(options.metrics);
  expect(data.projects.every((project) => project.providers.length > 0)).toBe(true);
});

test("refuses a dataset that names what it does not have", async () => {
  const metrics = [
    { id: "0".repeat(24), installation_id: "x", metric_definition_id: "y", start: 0, end: 1, value: 1 },
  ];
  await expect(startSandbox({ dataset: { ...EMPTY_DATASET, metrics } })).rejects.toThrow(
    /has no installation "x"/,
  );
});

async function listed<T>(sandbox: Sandbox, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let number = 1; ; number++) {
    const answer = await fetch(`${sandbox.endpoint}${path}?size=100&page=${number}`, {
      headers: { authorization: `Bearer ${sandbox.token("admin")}` },
    });
    const page: Page<T> = JSON.parse(await answer.text());
    items.push(...page.content);
    if (number >= page.total_pages) return items;
  }
}

test("a sandbox made of another's answers answers the same", async () => {
  await using one = await startSandbox({ dataset: { metrics: 700, installations: 6 } });
  const projects = await listed<Project>(one, "/admin/projects");
  const metrics: ListedMetric[] = [];
  for (const project of projects)
    metrics.push(...(await listed<ListedMetric>(one, `/projects/${project.id}/metrics`)));
  const items = {
    projects,
    metrics,
    providers: await listed<Provider>(one, "/providers"),
    installations: await listed<Installation>(one, "/installations/all"),
    resources: await listed<{ id: string; name: string }>(one, "/resources"),
    unitTypes: await listed<DatasetUnitType>(one, "/unit-types"),
  };
  await using two = await startSandbox({ dataset: datasetFromItems(items) });
  expect(metrics).toHaveLength(700);
  for (const path of ["/admin/projects", "/providers", "/installations/all", "/resources", "/unit-types"]) {
    expect(await listed(two, path)).toEqual(await listed(one, path));
  }
  for (const project of projects) {
    const path = `/projects/${project.id}/metrics`;
    expect(await listed(two, path)).toEqual(await listed(one, path));
  }
});
