import { describe, expect, it } from "vitest";

import { AccTokenError } from "@argo-acc/core";
import type { Sandbox } from "@argo-acc/sandbox";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { IMPATIENT, intercept, refusal } from "./pull-support/intercept.ts";
import { pullWorld, rowsOf } from "./pull-support/pull-world.ts";

const isProjectMetrics = (path: string) => /^\/projects\/[^/]+\/metrics/.test(path);

/** Takes a role's only entitlement away; the result gives it back. */
function takeEntitlement(sandbox: Sandbox, role: string): () => void {
  const { actors, assignments } = sandbox.state;
  const actor = [...actors.values()].find(({ oidc_id }) => oidc_id === `${role}_sub`);
  const assigned = [...assignments.values()].find(({ actor_id }) => actor_id === actor?.id);
  if (assigned === undefined) throw new Error(`${role} has no entitlement`);
  assignments.delete(assigned.id);
  return () => assignments.set(assigned.id, assigned);
}

describe("a grant that is refused", () => {
  it("is frozen with its rows as they are, counts as incomplete once, and thaws when it answers again", async () => {
    await using world = await pullWorld();
    const { sandbox, mirror } = world;
    let now = Date.parse("2026-11-20T12:00:00Z");
    // the caller has two entitlements, and loses one of them
    await pull(world.as("rep"), mirror, { now: () => now });
    const before = linesOfMirror(mirror);
    const [lost] = rowsOf(mirror, "SELECT DISTINCT project_id FROM metrics ORDER BY 1");
    const refusing = world.as("rep", {
      fetch: intercept(({ path }) =>
        path.startsWith(`/projects/${String(lost?.["project_id"])}/`) ? refusal(403) : undefined,
      ),
    });
    const [gone] = sandbox.metrics.find((metric) => metric.project_id === lost?.["project_id"]);
    sandbox.metrics.delete(gone?.id ?? "");

    now += 3_600_000;
    const frozen = await pull(refusing, mirror, { now: () => now });
    expect(frozen).toMatchObject({ complete: false, rows: { gone: 0 } });
    expect(frozen.grants.map(({ state, why }) => [state, why])).toEqual([
      ["agrees", undefined],
      ["frozen", "not readable since 2026-11-20T13:00:00Z (403)"],
    ]);
    expect(linesOfMirror(mirror)).toEqual(before);
    expect(mirror.status().grants.at(-1)).toMatchObject({
      state: "frozen",
      frozen_since: "2026-11-20T13:00:00Z",
      read_at: "2026-11-20T12:00:00Z",
    });

    now += 3_600_000;
    const still = await pull(refusing, mirror, { now: () => now, full: true });
    expect(still.complete).toBe(true);
    expect(still.grants.at(-1)).toMatchObject({
      state: "frozen",
      why: "not readable since 2026-11-20T13:00:00Z (403)",
    });
    expect(linesOfMirror(mirror)).toEqual(before);

    const thawed = await pull(world.as("rep"), mirror, { now: () => now });
    expect(thawed).toMatchObject({ complete: true, rows: { gone: 1 } });
    expect(thawed.grants.map(({ state }) => state).toSorted()).toEqual(["agrees", "read"]);
    expect(mirror.status().grants.every(({ frozen_since }) => frozen_since === null)).toBe(true);
  });

  it("leaves the mirror as it is if it was the only one, and the pull fails for want of rights", async () => {
    await using world = await pullWorld();
    await pull(world.as("pa"), world.mirror);
    const before = linesOfMirror(world.mirror);
    const giveBack = takeEntitlement(world.sandbox, "pa");
    await expect(pull(world.as("pa"), world.mirror)).rejects.toThrow(AccTokenError);
    expect(linesOfMirror(world.mirror)).toEqual(before);
    expect(world.mirror.status().grants).toMatchObject([{ state: "frozen" }]);
    expect(rowsOf(world.mirror, "SELECT count(*) AS shown FROM installations")[0]?.["shown"]).toBeGreaterThan(
      0,
    );
    giveBack();
    const result = await pull(world.as("pa"), world.mirror);
    expect(result).toMatchObject({ complete: true });
    expect(result.grants).toMatchObject([{ state: "read" }]);
    expect(linesOfMirror(world.mirror)).toEqual(before);
  });
});

describe("a token with other rights than the last one", () => {
  it("that sees less keeps what it cannot see, reads what it can, and marks nothing as gone", async () => {
    await using world = await pullWorld();
    const { sandbox, mirror } = world;
    await pull(world.as("admin"), mirror);
    const before = linesOfMirror(mirror);
    const result = await pull(world.as("va"), mirror);
    expect(result).toMatchObject({ complete: false, metrics: 600, rows: { added: 0, gone: 0 } });
    expect(result.grants.map(({ grant, state }) => [grant.kind, state])).toEqual([
      ["provider", "read"],
      ["system", "frozen"],
    ]);
    expect(linesOfMirror(mirror)).toEqual(before);
    expect(result).toMatchObject({ projects: 2, providers: 3, installations: 6 });

    const [outside] = sandbox.metrics.find(
      ({ project_id, provider }) => `${project_id}/${provider}` !== placeOf(result.grants[0]?.grant),
    );
    sandbox.metrics.delete(outside?.id ?? "");
    expect(await pull(world.as("va"), mirror, { full: true })).toMatchObject({
      complete: true,
      rows: { gone: 0 },
    });
    expect(await pull(world.as("admin"), mirror)).toMatchObject({ complete: true, rows: { gone: 1 } });
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
  });

  it("that sees more adds the rest, and the wider grant stands for the narrower one", async () => {
    await using world = await pullWorld();
    const { sandbox, mirror } = world;
    const narrow = await pull(world.as("ia"), mirror);
    const wide = await pull(world.as("admin"), mirror);
    expect(wide).toMatchObject({
      complete: true,
      metrics: 600,
      rows: { added: 600 - narrow.metrics, changed: 0, unchanged: narrow.metrics },
    });
    expect(linesOfMirror(mirror)).toEqual(linesOfService(sandbox));
    expect(mirror.status().grants.map(({ grant }) => grant)).toEqual([{ kind: "system" }]);
  });
});

describe("the two counts of a grant", () => {
  it("must agree before search is believed", async () => {
    await using world = await pullWorld();
    const [{ installation_id } = { installation_id: "" }] = world.sandbox.metrics.list();
    // a search that finds only what lies in other installations, as older services limit it to what they think is ours
    const limited = world.as("pa", {
      fetch: intercept(({ path, body }) => {
        if (!path.startsWith("/metrics/search") || body === undefined) return undefined;
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
    const result = await pull(limited, world.mirror, { readBy: "windows" });
    expect(result).toMatchObject({ complete: false, metrics: 0 });
    expect(result.grants[0]).toMatchObject({ state: "incomplete", read_at: null });
    expect(result.grants[0]?.why).toMatch(/^search shows \d+ of \d+ metrics$/);
  });

  it.each([
    [
      "adds",
      ({ metrics }: Sandbox) => metrics.insert(metrics.list()[0]?.installation_id ?? "", { value: 1 }),
    ],
    ["deletes", ({ metrics }: Sandbox) => metrics.delete(metrics.list()[0]?.id ?? "")],
  ])("are taken again by the lists if somebody %s a metric between them", async (_what, write) => {
    await using world = await pullWorld();
    const { sandbox } = world;
    let searches = 0;
    let lists = 0;
    const acc = world.as("pa", {
      fetch: intercept(({ path }) => {
        if (!path.includes("page=2147483647")) return;
        if (isProjectMetrics(path)) lists += 1;
        if (path.startsWith("/metrics/search") && ++searches === 1) write(sandbox);
      }),
    });
    const result = await pull(acc, world.mirror);
    expect({ searches, lists }).toEqual({ searches: 1, lists: 2 });
    expect(result.complete).toBe(true);
    expect(result.grants[0]?.count).toBe(result.metrics);
  });

  it("are not needed to read a grant known before, when the service fails to count it", async () => {
    await using world = await pullWorld();
    const { sandbox, mirror } = world;
    await pull(world.as("pa"), mirror);
    const inProject = new Set(rowsOf(mirror, "SELECT id FROM metrics").map(({ id }) => id));
    const [one] = sandbox.metrics.find(({ id }) => inProject.has(id));
    sandbox.metrics.change(one?.id ?? "", { value: 77 });
    const broken = world.as("pa", {
      clock: IMPATIENT,
      fetch: intercept(({ path }) => (isProjectMetrics(path) ? refusal(500) : undefined)),
    });
    const result = await pull(broken, mirror);
    expect(result.grants).toMatchObject([{ state: "read", count: null }]);
    expect(result).toMatchObject({ rows: { added: 0, changed: 1, gone: 0 }, complete: false });
    expect(result.problems.join()).toContain("500");
    expect(rowsOf(mirror, `SELECT value FROM metrics WHERE id = '${one?.id}'`)).toEqual([{ value: 77 }]);
  });

  it("leave a grant unread where search is refused and nothing else wanted", async () => {
    await using world = await pullWorld();
    const refused = world.as("pa", {
      fetch: intercept(({ path }) => (path.startsWith("/metrics/search") ? refusal(403) : undefined)),
    });
    const result = await pull(refused, world.mirror, { readBy: "windows" });
    expect(result).toMatchObject({ complete: false, metrics: 0 });
    expect(result.grants[0]?.why).toContain("search cannot be used: POST /metrics/search");
  });
});

function placeOf(grant: unknown): string {
  const { project_id, provider_id } = grant as { project_id: string; provider_id: string };
  return `${project_id}/${provider_id}`;
}
