import { AccClient, type Grant, type PagePart } from "@argo-acc/client";
import { comparePaths, type MetricWindow } from "@argo-acc/core";
import { type ChurnPlan, type Dataset, type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { CONTRACT_DATASET, DEFINITION, I1, I2, V1 } from "./support/contract-dataset.ts";

/** Enough for four pages of one installation, and two of another. */
const DATASET: Dataset = {
  ...CONTRACT_DATASET,
  metrics: [...rows(I1, "1", 330), ...rows(I2, "2", 140)],
};

function rows(installation_id: string, digit: string, count: number): Dataset["metrics"] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${digit}${index.toString(16)}`.padStart(24, "d"),
    installation_id,
    metric_definition_id: DEFINITION,
    start: Date.UTC(2024, 0, 1) + index * 3_600_000,
    end: Date.UTC(2024, 0, 1) + (index + 1) * 3_600_000,
    value: index,
  }));
}

/** What others do: some of it seldom enough for a proof, some of it never. */
const PLANS: readonly ChurnPlan[] = [
  { insert: 2, delete: 2, pick: "early", probability: 0.2 },
  { insert: 10, delete: 10, pick: "early", from: 3, first: 1 },
  { insert: 1, delete: 1, pick: "early" },
  { delete: 3, pick: "early", probability: 0.3 },
  { insert: 3, probability: 0.3 },
  { reorder: 5 },
  { move: 3, change: 3, reorder: 2 },
  { insert: 1, delete: 1, move: 1, reorder: 1, probability: 0.15 },
];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ dataset: DATASET });
});
afterAll(() => sandbox.close());

interface Seen {
  readonly proven: number;
  readonly holes: number;
  /** Metrics that existed throughout, of which a window that is called proven says otherwise. */
  readonly denied: readonly string[];
  /** Metrics that existed throughout, lie in a proven window, and were never given. */
  readonly unseen: readonly string[];
}

async function readUnder(plan: ChurnPlan, seed: number, grant: Grant): Promise<Seen> {
  await using churned = await startSandbox({ dataset: DATASET, seed, churn: [{ ...plan, seed }] });
  const before = new Map([...churned.metrics].map((metric) => [metric.id, metric] as const));
  const acc = new AccClient({ endpoint: churned.endpoint, token: churned.tokens.admin });
  const parts: PagePart[] = [];
  for await (const part of acc.metrics.readPages(grant, { concurrency: 1 + (seed % 4) }).parts())
    parts.push(part);
  const deleted = new Set(
    churned.churn
      .log()
      .filter(({ action }) => action === "delete")
      .map(({ id }) => id),
  );
  const seen = new Set(
    parts.flatMap((part) => (part.outcome === "seen" ? part.items.map(({ id }) => id) : [])),
  );
  const proven = parts.filter((part) => part.outcome === "proven");
  const lasting = [...before.values()].filter(({ id }) => !deleted.has(id));
  const inside = lasting.flatMap(({ id, project_id, provider, installation_id }) =>
    proven
      .filter(({ window }) => holds(window, `${project_id}.${provider}.${installation_id}`))
      .map((part) => ({ id, part })),
  );
  return {
    proven: proven.filter((part) => part.rows > 0).length,
    holes: parts.length - proven.length - parts.filter(({ outcome }) => outcome === "seen").length,
    denied: inside.filter(({ id, part }) => !part.has(id)).map(({ id }) => id),
    unseen: inside.filter(({ id }) => !seen.has(id)).map(({ id }) => id),
  };
}

function holds({ pathFrom, pathUntil }: MetricWindow, path: string): boolean {
  return (
    (pathFrom === null || comparePaths(path, pathFrom) >= 0) &&
    (pathUntil === null || comparePaths(path, pathUntil) < 0)
  );
}

/** Metrics that existed throughout and that one walk over the pages of a list does not see. */
async function missedByOneWalk(plan: ChurnPlan, seed: number): Promise<number> {
  await using churned = await startSandbox({ dataset: DATASET, seed, churn: [{ ...plan, seed }] });
  const before = churned.metrics.list({ installation: I1 }).map(({ id }) => id);
  const acc = new AccClient({ endpoint: churned.endpoint, token: churned.tokens.admin, concurrency: 1 });
  const seen = new Set((await acc.installation(I1).metrics.list().toArray()).map(({ id }) => id));
  const deleted = new Set(
    churned.churn
      .log()
      .filter(({ action }) => action === "delete")
      .map(({ id }) => id),
  );
  return before.filter((id) => !deleted.has(id) && !seen.has(id)).length;
}

const INSTALLATION: Grant = {
  kind: "installation",
  project_id: "prj-1",
  provider_id: V1,
  installation_id: I1,
};
const PROJECT: Grant = { kind: "project", project_id: "prj-1" };
const SEEDS = 240;

test(`nothing is proven that lacks a metric which existed throughout, over ${SEEDS} seeds; one walk lacks many`, async () => {
  const totals = { proven: 0, holes: 0, denied: 0, unseen: 0, missedByOneWalk: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const plan = PLANS[seed % PLANS.length] ?? {};
    const { proven, holes, denied, unseen } = await readUnder(
      plan,
      seed,
      seed % 3 === 0 ? PROJECT : INSTALLATION,
    );
    totals.proven += proven;
    totals.holes += holes;
    totals.denied += denied.length;
    totals.unseen += unseen.length;
    if (seed % 5 === 0) totals.missedByOneWalk += await missedByOneWalk(plan, seed);
  }

  expect(totals).toMatchObject({ denied: 0, unseen: 0 });
  expect(totals.proven).toBeGreaterThan(SEEDS / 2);
  expect(totals.holes).toBeGreaterThan(10);
  expect(totals.missedByOneWalk).toBeGreaterThan(20);
  console.log(totals);
}, 120_000);

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return comparePaths(a.id, b.id);
}

describe("without anybody else, pages give what windows give", () => {
  test.each(["admin", "pa", "pv", "va", "vv", "ia", "iv", "rep", "topv"])("to %s", async (role) => {
    const acc = new AccClient({ endpoint: sandbox.endpoint, token: sandbox.token(role) });
    const { grants, installations } = await acc.discover();

    expect(grants.length).toBeGreaterThan(0);
    for (const { grant, count } of grants) {
      const pages = await acc.metrics.readPages(grant, { installations }).toArray();
      const windows = await acc.metrics.readAll(grant, { installations }).toArray();
      expect(pages.toSorted(byId)).toEqual(windows.toSorted(byId));
      expect(pages).toHaveLength(count);
    }
  });
});

test("a definition that has vanished costs its metrics alone", async () => {
  await using spoiled = await startSandbox({ dataset: DATASET });
  const id = spoiled.metrics.insert(I1, { metric_definition_id: "e".repeat(24) });
  const acc = new AccClient({ endpoint: spoiled.endpoint, token: spoiled.tokens.admin });
  const parts: PagePart[] = [];
  for await (const part of acc.metrics.readPages(PROJECT).parts()) parts.push(part);

  const seen = new Set(
    parts.flatMap((part) => (part.outcome === "seen" ? part.items.map((item) => item.id) : [])),
  );
  expect(seen).toEqual(
    new Set([...spoiled.metrics].map((metric) => metric.id).filter((other) => other !== id)),
  );
  expect(parts.filter(({ outcome }) => outcome === "hole")).toMatchObject([
    { window: { pathFrom: `prj-1.${V1}.${I1}` }, error: { status: 500 } },
  ]);
});
