import { expect, test } from "vitest";

import { checkChurn } from "../src/churn/churn-plan.ts";
import {
  parseChurn,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
  type StoredMetric,
} from "../src/index.ts";
import { ask } from "./ask.ts";

/** One installation with so many metrics. */
function started(metrics: number, options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({
    dataset: { metrics, installations: 1, projects: 1, providers: 1 },
    now: () => Date.UTC(2025, 5, 1),
    ...options,
  });
}

/** What a walk over pages that trusts offsets and totals reads. */
async function naiveWalk(sandbox: Sandbox, size: number) {
  const [installation] = sandbox.state.installations.keys();
  const ids: string[] = [];
  const totals = new Set<unknown>();
  for (let page = 1; ; page++) {
    const { body } = await ask(
      sandbox,
      `GET /installations/${installation}/metrics?page=${page}&size=${size}`,
    );
    ids.push(...body.content.map((metric) => String(metric["id"])));
    totals.add(body["total_elements"]);
    if (page >= Number(body["total_pages"])) return { ids, totals: [...totals] };
  }
}

function stored(sandbox: Sandbox): string[] {
  return sandbox.metrics.list().map(({ id }) => id);
}

test("a naive walk misses ten of a thousand rows, though totals are constant and no id comes twice", async () => {
  await using sandbox = await started(1000, { churn: ["insert=10,delete=10:early:4+:1x"] });
  const before = stored(sandbox);
  const { ids, totals } = await naiveWalk(sandbox, 100);
  expect(totals).toEqual([1000]);
  expect([ids.length, new Set(ids).size]).toEqual([1000, 1000]);
  const unsteady = sandbox.churn.unsteady();
  const missed = before.filter((id) => !unsteady.has(id) && !ids.includes(id));
  expect(missed).toEqual(before.slice(300, 310));
  expect(unsteady.size).toBe(20);
});

test.for([
  ["delete=10:early:4+:1x", 10, 0, [1000, 990]],
  ["insert=10:4+:1x", 0, 0, [1000, 1010]],
  ["change=10:4+:1x", 0, 0, [1000]],
  ["move=10:4+:1x", 0, 0, [1000]],
  ["reorder=20:seed=5:4+:1x", 11, 11, [1000]],
] as const)("%s: a walk by offset misses %i and repeats %i", async ([plan, missed, repeated, totals]) => {
  await using sandbox = await started(1000, { churn: [plan] });
  const before = stored(sandbox);
  const walk = await naiveWalk(sandbox, 100);
  const there = stored(sandbox);
  expect(before.filter((id) => there.includes(id) && !walk.ids.includes(id))).toHaveLength(missed);
  expect(walk.ids.length - new Set(walk.ids).size).toBe(repeated);
  expect(walk.totals).toEqual(totals);
});

test("what is inserted after deletes lands in their holes: nothing steady is missed", async () => {
  await using sandbox = await started(1000, { churn: ["delete=10:early:4+:1x", "insert=10:4+:1x"] });
  const before = stored(sandbox);
  const { ids, totals } = await naiveWalk(sandbox, 100);
  expect(totals).toEqual([1000]);
  const inserted = sandbox.churn
    .log()
    .filter(({ action }) => action === "insert")
    .map(({ id }) => id);
  expect(stored(sandbox).slice(0, 10).toSorted()).toEqual(inserted.toSorted());
  expect(ids).toEqual(before);
});

test("writes down what it did, and before which request", async () => {
  await using sandbox = await started(20, { churn: ["delete=1,change=1,move=1,reorder=1:late:2+"] });
  const [installation] = sandbox.state.installations.keys();
  const last = sandbox.metrics.list().at(-1);
  await ask(sandbox, `GET /installations/${installation}/metrics`);
  expect(sandbox.churn.log()).toEqual([]);
  await ask(sandbox, "GET /installations/all");
  await ask(sandbox, `GET /installations/${installation}/metrics`);
  const log = sandbox.churn.log();
  expect(log.map(({ action, request }) => `${action} ${request}`)).toEqual([
    "delete 3",
    "change 3",
    "move 3",
    "reorder 3",
    "reorder 3",
  ]);
  expect(log[0]).toEqual({ action: "delete", id: last?.id, request: 3, before: last });
  const [, change, move] = log;
  expect(change?.after?.value).toBe((change?.before?.value ?? 0) + 1);
  expect(change?.after?.time_period_start).toBe(change?.before?.time_period_start);
  expect(move?.after?.time_period_start).not.toBe(move?.before?.time_period_start);
  expect(move?.after?.value).toBe(move?.before?.value);
  expect(sandbox.churn.unsteady()).toEqual(new Set([last?.id, move?.id]));
});

test("the same seed does the same, another one something else", async () => {
  const logs: string[] = [];
  for (const seed of [1, 1, 2]) {
    await using sandbox = await started(200, { churn: [`insert=2,delete=3,move=1:0.5:seed=${seed}`] });
    await naiveWalk(sandbox, 10);
    logs.push(JSON.stringify(sandbox.churn.log()));
  }
  expect(logs[0]).toBe(logs[1]);
  expect(logs[0]).not.toBe(logs[2]);
});

test("keeps to one installation, and to the requests of its route", async () => {
  await using sandbox = await startSandbox({ dataset: { metrics: 100, installations: 4, projects: 1 } });
  const [first, second] = sandbox.state.installations.keys();
  sandbox.churn.add({ delete: 5, installation: second ?? "", route: "GET /installations/all" });
  await ask(sandbox, `GET /installations/${first}/metrics`);
  expect(sandbox.metrics.count).toBe(100);
  await ask(sandbox, "GET /installations/all");
  expect(sandbox.metrics.count).toBe(95);
  const deleted = sandbox.churn.log().map(({ before }) => before?.installation_id);
  expect(new Set(deleted)).toEqual(new Set([second]));
});

test("takes no more than there is", async () => {
  await using sandbox = await started(5, { churn: ["delete=9"] });
  await naiveWalk(sandbox, 10);
  await naiveWalk(sandbox, 10);
  expect([sandbox.metrics.count, sandbox.churn.log().length]).toEqual([0, 5]);
});

test("is set, looked at and taken away over the control endpoint", async () => {
  await using sandbox = await started(30);
  const control = async (method: string, path: string, body?: string) => {
    const answer = await fetch(sandbox.control + path, { method, ...(body === undefined ? {} : { body }) });
    return JSON.parse(await answer.text());
  };
  expect(await control("POST", "/churn", "delete=2:early")).toEqual({ id: 1 });
  expect(await control("POST", "/churn", JSON.stringify({ insert: 1 }))).toEqual({ id: 2 });
  await naiveWalk(sandbox, 100);
  const { plans, log } = await control("GET", "/churn");
  expect(plans[0]).toEqual({ id: 1, plan: { delete: 2, pick: "early" }, requests: 1, struck: 1 });
  expect(log).toHaveLength(3);
  expect((await control("DELETE", "/churn/1")).plans).toHaveLength(1);
  expect((await control("DELETE", "/churn")).plans).toEqual([]);
  expect((await control("POST", "/churn", "delete=x")).error).toMatch(/cannot read "delete=x"/);
});

test.for([
  ["insert=10,delete=10:early:4+:1x", { insert: 10, delete: 10, pick: "early", from: 4, first: 1 }],
  ["move=3:0.5:seed=7@GET /projects", { move: 3, probability: 0.5, seed: 7, route: "GET /projects" }],
  ["reorder=1:installation=abc", { reorder: 1, installation: "abc" }],
] as const)("reads %s", ([text, plan]) => {
  expect(parseChurn(text)).toEqual(plan);
});

test.for([
  ["burn=3", 'churn "burn=3": cannot read "burn=3"', /insert, delete, change, move, reorder/],
  ["delete", 'churn "delete": cannot read "delete"', /insert=10/],
  ["delete=1:often", 'churn "delete=1:often": cannot read "often"', /any, early, late.*4?5\+/],
  [{ delete: -1 }, "churn: delete is -1, not a whole number", /insert, delete/],
  [{ pick: "middle" }, "churn: pick is middle, not one of any, early, late", /pick/],
  [{ remove: 1 }, 'churn: there is no "remove"', /insert, delete.*route/],
  [{ from: 0 }, "churn: from is 0, not a whole number from 1 to 9007199254740991", /from/],
] as const)("refuses %o and lists what it takes", ([plan, message, cure]) => {
  expect(() => checkChurn(plan)).toThrow(
    expect.objectContaining({ code: "config", message, cure: expect.stringMatching(cure) }),
  );
});

function kind(metric?: StoredMetric): string {
  return `${metric?.installation_id} ${metric?.time_period_start}`;
}

test("what is inserted is like any metric, also where the first are deleted", async () => {
  await using sandbox = await startSandbox({
    dataset: { metrics: 300, installations: 5, projects: 1, providers: 1 },
    churn: ["insert=6:early:1x"],
  });
  const first = new Set(sandbox.metrics.list({ limit: 6 }).map(kind));
  const [project] = sandbox.state.projects.keys();
  await ask(sandbox, `GET /projects/${project}/metrics`);
  const inserted = sandbox.churn.log().map(({ after }) => kind(after));
  expect(inserted).toHaveLength(6);
  expect(inserted.filter((one) => !first.has(one)).length).toBeGreaterThan(0);
});
