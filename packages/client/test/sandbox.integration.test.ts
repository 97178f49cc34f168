import { AccClient, textIs } from "@argo-acc/client";
import { grantKey } from "@argo-acc/core";
import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

function clientOf(role: string): AccClient {
  return new AccClient({ endpoint: sandbox.endpoint, token: sandbox.token(role) });
}

describe("every role reads exactly what it was granted", () => {
  test.each([
    { role: "admin", kinds: ["system"] },
    { role: "pa", kinds: ["project"] },
    { role: "pv", kinds: ["project"] },
    { role: "va", kinds: ["provider"] },
    { role: "vv", kinds: ["provider"] },
    { role: "ia", kinds: ["installation"] },
    { role: "iv", kinds: ["installation"] },
    { role: "rep", kinds: ["provider"] },
    { role: "opsa", kinds: [] },
    { role: "opsv", kinds: [] },
    { role: "topv", kinds: ["project"] },
    { role: "norole", kinds: [] },
    { role: "unreg", kinds: [] },
  ])("$role", async ({ role, kinds }) => {
    const acc = clientOf(role);

    const { grants, installations } = await acc.discover();

    expect([...new Set(grants.map(({ grant }) => grant.kind))]).toEqual(kinds);
    expect(installations).toHaveLength(28);
    for (const { grant, count } of grants) {
      const before = acc.requests;
      const ids = new Set<string>();
      for await (const reading of acc.metrics.readAll(grant, { installations }).windows()) {
        expect(reading).toMatchObject({ outcome: "read", outside: 0 });
        for (const { id } of reading.outcome === "read" ? reading.items : []) ids.add(id);
      }
      expect({ grant: grantKey(grant), rows: ids.size }).toEqual({ grant: grantKey(grant), rows: count });
      expect(acc.requests - before).toBeLessThanOrEqual(Math.ceil(count / 300) + 12);
    }
  });
});

test("what one reading counted plans the next one with fewer requests", async () => {
  const acc = clientOf("admin");
  const { installations } = await acc.discover();
  const expected = new Map<string, number>();
  const first = acc.requests;
  for await (const metric of acc.metrics.readAll({ kind: "system" }, { installations })) {
    const path = `${metric.project_id}.${metric.provider}.${metric.installation_id}`;
    expected.set(path, (expected.get(path) ?? 0) + 1);
  }
  const second = acc.requests;

  const rows = await acc.metrics.readAll({ kind: "system" }, { installations, expected }).toArray();

  expect(rows).toHaveLength(20_000);
  expect(acc.requests - second).toBeLessThanOrEqual(second - first);
});

test("a reading of a span of starts has the rows of the plain search, and no others", async () => {
  const acc = clientOf("admin");
  const { grants } = await clientOf("pa").discover();
  const grant = grants[0]?.grant ?? { kind: "system" };
  const query = textIs("project_id", grant.kind === "project" ? grant.project_id : "");
  const all = await acc.metrics.search(query, { pageSize: 1000 }).toArray();
  const wanted = all.filter(
    ({ time_period_start: start }) => start >= "2024-03-01T00:00:00Z" && start < "2024-04-01T00:00:00Z",
  );

  const rows = await acc.metrics
    .readAll(grant, { start: "2024-03-01", end: "2024-04-01T00:00:00Z" })
    .toArray();

  expect(wanted.length).toBeGreaterThan(100);
  expect(rows.map(({ id }) => id).toSorted()).toEqual(wanted.map(({ id }) => id).toSorted());
});

test("a metric whose answer was lost was sent once, and the error leaves open whether it is there", async () => {
  await using faulty = await startSandbox({ faults: ["lose-reply:1x"] });
  const acc = new AccClient({ endpoint: faulty.endpoint, token: faulty.tokens.admin });
  const [installation] = await acc.installations.all().toArray({ limit: 1 });
  const [definition] = await acc.metricDefinitions.list().toArray({ limit: 1 });
  const handle = acc.installation(installation?.id ?? "");
  const before = await handle.metrics.list().count();

  const adding = handle.metrics.add({
    metric_definition_id: definition?.metric_definition_id ?? "",
    time_period_start: "2024-01-01T00:00:00Z",
    time_period_end: "2024-01-02T00:00:00Z",
    value: 4.5,
  });

  await expect(adding).rejects.toMatchObject({ code: "network", acted: "maybe", retryable: false });
  expect(await handle.metrics.list().count()).toBe(before + 1);
});

test("a busy service and a token that expires under way are got over", async () => {
  await using faulty = await startSandbox({ faults: ["503:2x", "expired-token:1x"] });
  const acc = new AccClient({ endpoint: faulty.endpoint, token: faulty.tokens.admin });

  const rows = await acc.metrics.readAll({ kind: "system" }).toArray();

  expect(rows).toHaveLength(20_000);
});
