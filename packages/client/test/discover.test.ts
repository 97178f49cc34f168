import type { DiscoverOptions } from "@argo-acc/client";
import { grantKey } from "@argo-acc/core";
import { describe, expect, test } from "vitest";

import { testClient } from "./support/clients.ts";
import { readRecordings } from "./support/recordings.ts";

const V1 = "6b046acf55be38b0421138a6";
const I1 = "6b046ad055be38b0421138a8";
/** Every role's answers to the discovery calls, as recorded; the last of two is the one with the world set up. */
const RECORDED = new Map(
  readRecordings("01")
    .filter(({ name }) => !name.startsWith("setup"))
    .map((exchange) => [`${exchange.as} ${exchange.method} ${exchange.path}`, exchange] as const),
);

/**
 * Answers as recorded. The recording has no metric lists for every role: a list is guarded as what it belongs to, and
 * counts seven.
 */
function service(asked: string[] = []): typeof globalThis.fetch {
  return (input, init) => {
    const url = new URL(String(input));
    const path = decodeURIComponent(url.pathname.replace("/accounting-system", ""));
    const role = new Headers(init?.headers).get("authorization")?.replace("Bearer ", "") ?? "";
    asked.push(`${init?.method} ${path}`);
    const guard = path.replace(/\/metrics$/, path.includes("/providers/") ? "/installations" : "");
    const exchange =
      RECORDED.get(`${role} ${init?.method} ${guard}`) ?? RECORDED.get(`${role} ${init?.method} ${path}`);
    if (exchange === undefined) throw new Error(`not recorded: ${role} ${init?.method} ${path}`);
    const counted = {
      size_of_page: 0,
      number_of_page: 2_147_483_647,
      total_elements: 7,
      total_pages: 7,
      content: [],
      links: [],
    };
    const isCount = url.searchParams.get("page") === "2147483647" && exchange.status === 200;
    return Promise.resolve(Response.json(isCount ? counted : exchange.body, { status: exchange.status }));
  };
}

async function discoverAs(token: string, options: DiscoverOptions = {}) {
  const asked: string[] = [];
  const found = await testClient({ token, fetch: service(asked) }).discover(options);
  return { ...found, asked, keys: found.grants.map(({ grant }) => grantKey(grant)).toSorted() };
}

/** The same, but for one path that fails. */
function failing(status: number, at: string): typeof globalThis.fetch {
  const recorded = service();
  return (input, init) =>
    new URL(String(input)).pathname.endsWith(at)
      ? Promise.resolve(Response.json({ code: status, message: "broken" }, { status }))
      : recorded(input, init);
}

describe("what each role may read", () => {
  const everyRep = [`provider/prj-1/${V1}`, `provider/prj-2/${V1}`];
  test.each([
    { role: "admin", keys: ["system"], from: "GET /admin/projects", most: 5 },
    { role: "pa", keys: ["project/prj-1"], from: "GET /clients/me", most: 6 },
    { role: "pv", keys: ["project/prj-1"], from: "GET /clients/me", most: 6 },
    { role: "va", keys: [`provider/prj-1/${V1}`], from: "GET /clients/me", most: 6 },
    { role: "vv", keys: [`provider/prj-1/${V1}`], from: "GET /clients/me", most: 6 },
    { role: "ia", keys: [`installation/prj-1/${V1}/${I1}`], from: "GET /clients/me", most: 7 },
    { role: "iv", keys: [`installation/prj-1/${V1}/${I1}`], from: "GET /clients/me", most: 7 },
    { role: "rep", keys: everyRep, from: "GET /installations/all", most: 7 },
    { role: "opsa", keys: [], from: undefined, most: 9 },
    { role: "opsv", keys: [], from: undefined, most: 9 },
    { role: "topv", keys: ["project/prj-1", "project/prj-2"], from: "GET /providers/all", most: 8 },
    { role: "norole", keys: [], from: undefined, most: 7 },
    { role: "unreg", keys: [], from: undefined, most: 7 },
  ])("$role: $keys", async ({ role, keys, from, most }) => {
    const found = await discoverAs(role);

    expect(found.keys).toEqual(keys);
    expect(found.grants.map(({ count }) => count)).toEqual(keys.map(() => 7));
    expect(new Set(found.grants.map(({ source }) => source))).toEqual(
      new Set(from === undefined ? [] : [from]),
    );
    expect(found.installations).toHaveLength(3);
    expect(found.asked.length).toBeLessThanOrEqual(most);
    expect(new Set(found.asked).size).toBe(found.asked.length);
  });
});

test("sources that a role may not ask are told, with the reason", async () => {
  const { sources } = await discoverAs("pa");

  expect(sources).toMatchObject([
    { source: "GET /admin/projects", status: "not available", error: { status: 403 } },
    { source: "GET /clients/me", status: "available" },
    { source: "GET /providers/all", status: "not available", error: { status: 403 } },
    { source: "GET /installations/all", status: "available" },
  ]);
  expect(sources[1]).not.toHaveProperty("error");
});

test("the tree of a project has what the poorer shape of /clients/me leaves out", async () => {
  const { projects } = await discoverAs("pa");

  expect(projects.map(({ id }) => id)).toEqual(["prj-1"]);
  for (const provider of projects[0]?.providers ?? []) expect(provider).toHaveProperty("external_id");
});

describe("grants that no source names", () => {
  const known = { kind: "provider", project_id: "prj-2", provider_id: V1 } as const;

  test("are found again by one request each when they are known", async () => {
    const found = await discoverAs("rep", { known: [known] });

    expect(found.keys).toEqual([`provider/prj-2/${V1}`]);
    expect(found.asked.filter((request) => request.endsWith("/metrics"))).toEqual([
      `GET /projects/prj-2/providers/${V1}/metrics`,
    ]);
  });

  test("are looked for beside the known ones on request", async () => {
    const found = await discoverAs("rep", { known: [known], probe: true });

    expect(found.keys).toEqual([`provider/prj-1/${V1}`, `provider/prj-2/${V1}`]);
  });

  test("are forgotten when they are refused", async () => {
    expect((await discoverAs("va", { known: [known] })).keys).toEqual([`provider/prj-1/${V1}`]);
  });

  test("are not asked for again where they were refused", async () => {
    const refused = { kind: "project", project_id: "prj-1" } as const;
    const found = await discoverAs("va", { known: [refused] });

    expect(found.asked.filter((request) => request === "GET /projects/prj-1/metrics")).toHaveLength(1);
  });

  test("are left out where a wider one was found with them", async () => {
    const within = { kind: "provider", project_id: "prj-1", provider_id: V1 } as const;
    const acc = testClient({ token: "pa", fetch: failing(500, "/clients/me") });
    const { grants } = await acc.discover({ known: [within, { kind: "project", project_id: "prj-1" }] });

    expect(grants.map(({ grant }) => grantKey(grant))).toEqual(["project/prj-1"]);
  });

  test("are not asked for where a wider one was found", async () => {
    const within = { kind: "provider", project_id: "prj-1", provider_id: V1 } as const;
    const found = await discoverAs("pa", { known: [within] });

    expect(found.keys).toEqual(["project/prj-1"]);
    expect(found.asked).not.toContain(`GET /projects/prj-1/providers/${V1}/metrics`);
  });
});

describe("what discovery does not take for an answer", () => {
  test.each([401, 429, 502])("a source that answers %i", async (status) => {
    const acc = testClient({ token: "pa", fetch: failing(status, "/clients/me") });

    await expect(acc.discover()).rejects.toMatchObject({ status });
    await expect(acc.projects.list().toArray()).rejects.toMatchObject({ status });
  });

  test("a list that is broken: it is told, and what lies within is tried", async () => {
    const acc = testClient({ token: "pa", fetch: failing(500, "/projects/prj-1/metrics") });

    const { grants, sources } = await acc.discover();

    expect(grants.map(({ grant }) => grant.kind)).toEqual(["provider", "provider"]);
    expect(sources).toContainEqual(
      expect.objectContaining({ source: "GET /projects/prj-1/metrics", status: "not available" }),
    );
  });

  test("a tree that is broken: it is told", async () => {
    const acc = testClient({ token: "pa", fetch: failing(500, "/projects/prj-1") });

    const { grants, sources } = await acc.discover();

    expect(grants.map(({ grant }) => grantKey(grant))).toEqual(["project/prj-1"]);
    expect(sources.at(-1)).toMatchObject({
      source: "GET /projects/prj-1",
      status: "not available",
      error: { status: 500 },
    });
  });

  test("a project that is unknown to its list: nothing within it is tried", async () => {
    const acc = testClient({ token: "pa", fetch: failing(404, "/projects/prj-1/metrics") });

    const { sources } = await acc.discover();

    expect(sources.map(({ source }) => source)).toEqual([
      "GET /admin/projects",
      "GET /clients/me",
      "GET /providers/all",
      "GET /installations/all",
    ]);
    expect(acc.requests).toBe(6);
  });

  test("a missing /clients/me, where all projects are known: no older service is looked for", async () => {
    const acc = testClient({ token: "admin", fetch: failing(404, "/clients/me") });

    const { sources } = await acc.discover();

    expect(sources.map(({ source }) => source)).not.toContain("GET /projects");
  });

  test("a broken source is asked twice, and no more", async () => {
    const acc = testClient({ token: "pa", fetch: failing(500, "/clients/me") });

    await expect(acc.me.projects.list().toArray()).rejects.toMatchObject({ status: 500, attempts: 2 });
  });

  test("a broken /clients/me is done without", async () => {
    const acc = testClient({ token: "rep", fetch: failing(500, "/clients/me") });

    const { grants, sources } = await acc.discover();

    expect(grants).toHaveLength(2);
    expect(sources).toContainEqual(
      expect.objectContaining({ source: "GET /clients/me", status: "not available" }),
    );
  });
});

describe("the projects a role can see", () => {
  test.each([
    { role: "admin", ids: ["prj-1", "prj-2"], requests: 2 },
    { role: "pa", ids: ["prj-1"], requests: 4 },
    { role: "iv", ids: ["prj-1"], requests: 4 },
    { role: "topv", ids: ["prj-1", "prj-2"], requests: 6 },
    { role: "opsv", ids: [], requests: 6 },
    { role: "norole", ids: [], requests: 4 },
  ])("$role: $ids in $requests requests", async ({ role, ids, requests }) => {
    const acc = testClient({ token: role, fetch: service() });

    const projects = await acc.projects.list().toArray();

    expect(projects.map(({ id }) => id).toSorted()).toEqual(ids);
    expect(acc.requests).toBe(requests);
  });
});

test("the tree of a project that /clients/me shows is not asked for", async () => {
  const asked: string[] = [];
  const recordedFor = { me: service(), rest: service(asked) };
  const acc = testClient({
    token: "topv",
    fetch: (input, init) => {
      const isMe = String(input).includes("/clients/me");
      const headers = { ...init?.headers, authorization: "Bearer pa" };
      return isMe ? recordedFor.me(input, { ...init, headers }) : recordedFor.rest(input, init);
    },
  });

  expect((await acc.projects.list().toArray()).map(({ id }) => id)).toEqual(["prj-1", "prj-2"]);
  expect(asked).toContain("GET /projects/prj-2");
  expect(asked).not.toContain("GET /projects/prj-1");
});

describe("projects are not listed without those that a source failed to tell", () => {
  test.each([
    { role: "pa", at: "/admin/projects" },
    { role: "pa", at: "/clients/me" },
    { role: "topv", at: "/providers/all" },
    { role: "topv", at: "/projects/prj-2" },
  ])("$at answers 500 to $role", async ({ role, at }) => {
    const acc = testClient({ token: role, fetch: failing(500, at) });

    await expect(acc.projects.list().toArray()).rejects.toMatchObject({
      name: "AccResponseError",
      status: 500,
    });
  });

  test("but where another source has them all", async () => {
    const acc = testClient({ token: "admin", fetch: failing(500, "/accounting-system/projects") });

    expect((await acc.projects.list().toArray()).map(({ id }) => id)).toEqual(["prj-1", "prj-2"]);
  });

  test("that no source answers is not that there are none", async () => {
    const acc = testClient({ token: "pa", fetch: failing(404, "/clients/me") });

    await expect(acc.projects.list().toArray()).rejects.toMatchObject({
      name: "AccNotFoundError",
      message: expect.stringContaining("GET /clients/me"),
    });
  });
});
