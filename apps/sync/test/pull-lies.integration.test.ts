import { describe, expect, it } from "vitest";

import { grantCovers } from "@argo-acc/core";
import type { Sandbox } from "@argo-acc/sandbox";
import { type Mirror, openMirror } from "@argo-acc/store/mirror";

import { pull } from "../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "./pull-support/compare.ts";
import { IMPATIENT, refusal } from "./pull-support/intercept.ts";
import { type PullWorld, pullWorld, rowsOf } from "./pull-support/pull-world.ts";

/** What a pull asks, told by method and path below the base path. */
const ROUTES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["every search", /^POST \/metrics\/search/],
  ["windows of search, and not its counts", /^POST \/metrics\/search\?page=1&/],
  ["the list of all projects", /^GET \/admin\/projects/],
  ["the caller's own projects", /^GET \/clients\/me/],
  ["providers in projects", /^GET \/providers\/all/],
  ["providers", /^GET \/providers\?/],
  ["metric definitions", /^GET \/metric-definitions/],
  ["installations", /^GET \/installations\/all/],
  ["the metrics of projects and providers", /^GET \/projects\/.*\/metrics/],
  ["one project", /^GET \/projects\/[^/]+$/],
];

/** What comes instead of an honest answer. */
const LIES: readonly (readonly [name: string, lie: (answer: Response) => Promise<Response> | Response])[] = [
  ["403", () => refusal(403)],
  ["404", () => refusal(404)],
  ["500", () => refusal(500)],
  ["503", () => refusal(503)],
  [
    "nothing, as if there were nothing",
    (answer) => changed(answer, { content: [], total_elements: 0, total_pages: 1 }),
  ],
  ["nothing, with the right total", (answer) => changed(answer, { content: [] })],
  ["half of the rows, and a total that fits", (answer) => halved(answer, true)],
  ["half of the rows, with the right total", (answer) => halved(answer, false)],
  ["a total too small", (answer) => changed(answer, { total_elements: 1, total_pages: 1 })],
  ["a total too large", (answer) => changed(answer, { total_elements: 100_000, total_pages: 1000 })],
  ["half a body", async (answer) => new Response((await answer.text()).slice(0, 200), { status: 200 })],
  ["an object that is no page", () => Response.json({})],
  ["no body", () => new Response(null, { status: 204 })],
];

async function changed(answer: Response, fields: Record<string, unknown>): Promise<Response> {
  const page = (await answer.json()) as { content?: unknown };
  if (!Array.isArray(page.content)) return Response.json(page, { status: answer.status });
  const rows = { ...page, ...fields };
  return Response.json({ ...rows, size_of_page: (rows.content as unknown[]).length });
}

async function halved(answer: Response, fits: boolean): Promise<Response> {
  const page = (await answer.json()) as { content?: unknown[]; total_elements: number };
  const content = page.content?.slice(0, Math.floor(page.content.length / 2)) ?? [];
  const less = Math.max(0, page.total_elements - (page.content?.length ?? 0) + content.length);
  return changed(Response.json(page), fits ? { content, total_elements: less } : { content });
}

/** A window that contradicts itself is asked again and cut small, some thousand requests: once is enough. */
const SLOW = new Set(["500", "nothing, with the right total", "a total too small", "a total too large"]);

const VIEWS = ["projects", "providers", "installations", "metric_definitions", "capacities", "metrics"];

/** What the views show. Sources differ in the order of a tree's fields, and in whether they leave out what is null. */
const shown = (mirror: Mirror) =>
  VIEWS.map((view) =>
    rowsOf(mirror, `SELECT * FROM ${view} ORDER BY 1`).map((row) =>
      typeof row["providers"] === "string" ? { ...row, providers: plain(JSON.parse(row["providers"])) } : row,
    ),
  );

function plain(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(plain);
  if (typeof node !== "object" || node === null) return node;
  const told = Object.entries(node).filter(([, value]) => value !== null);
  return Object.fromEntries(told.map(([name, value]) => [name, plain(value)]));
}

/** The service as a role sees it, of which some routes lie. */
function liar(world: PullWorld, role: string, pattern: RegExp, lie: (typeof LIES)[number][1]) {
  return world.as(role, {
    clock: IMPATIENT,
    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const call = `${init?.method ?? "GET"} ${url.pathname.replace("/accounting-system", "")}${url.search}`;
      const answer = await fetch(input, init);
      return pattern.test(call) ? lie(answer) : answer;
    },
  });
}

/** What the mirror shows of each grant that is said to be read is all that the service has of it. */
function expectReadIsRead(
  sandbox: Sandbox,
  mirror: Mirror,
  grants: Awaited<ReturnType<typeof pull>>["grants"],
) {
  for (const { grant, state } of grants) {
    if (state !== "read") continue;
    const expected = linesOfService(sandbox, ({ project_id, provider, installation_id }) =>
      grantCovers(grant, { kind: "installation", project_id, provider_id: provider, installation_id }),
    );
    const rows = new Set(linesOfMirror(mirror));
    expect(expected.filter((line) => !rows.has(line))).toEqual([]);
  }
}

describe.each(["admin", "pa", "va"])("a service that lies to %s", (role) => {
  it.each(ROUTES)("about %s changes no row and is not said to be read", async (_route, pattern) => {
    await using world = await pullWorld({
      dataset: { projects: 2, providers: 3, installations: 6, metrics: 90, months: 6 },
    });
    const { sandbox, mirror } = world;
    await pull(world.as("admin"), mirror);
    const whole = shown(mirror);
    const searches = pattern.source.startsWith("^POST");
    for (const [name, lie] of LIES) {
      if (searches && (SLOW.has(name) || (name.startsWith("half of the rows, with") && role !== "pa")))
        continue;
      for (const full of [false, true]) {
        await pull(liar(world, role, pattern, lie), mirror, { full }).catch(() => undefined);
        expect(shown(mirror), `${name}${full ? ", full" : ""}`).toEqual(whole);
      }
      using fresh = openMirror(mirror.path.replace("mirror.db", `${name}.db`), { endpoint: mirror.endpoint });
      const result = await pull(liar(world, role, pattern, lie), fresh).catch(() => undefined);
      if (result !== undefined) expectReadIsRead(sandbox, fresh, result.grants);
    }
    const honest = await pull(world.as("admin"), mirror, { full: true });
    expect(honest).toMatchObject({ complete: true, rows: { added: 0, changed: 0, gone: 0, unchanged: 90 } });
  });
});
