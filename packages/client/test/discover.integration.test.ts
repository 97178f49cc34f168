import { AccClient, type DiscoverOptions } from "@argo-acc/client";
import { type Grant, grantKey } from "@argo-acc/core";
import { type Sandbox, type ServiceVersion, startSandbox } from "@argo-acc/sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { CONTRACT_DATASET, I1, I2, I3, V1, V2 } from "./support/contract-dataset.ts";

/** The sources that are asked first, in any order; and where the caller may not ask one. */
const ALL_ANSWER = ["/admin/projects 200", "/clients/me 200", "/installations/all 200", "/providers/all 200"];
const FOR_OPERATIONS = [
  "/admin/projects 403",
  "/clients/me 200",
  "/installations/all 200",
  "/providers/all 200",
];
const FOR_OTHERS = ["/admin/projects 403", "/clients/me 200", "/installations/all 200", "/providers/all 403"];
/** Up to 1.7 nobody has `/clients/me` and `/installations/all`. */
const OLDER = ["/admin/projects 403", "/clients/me 404", "/installations/all 404"];

const PAIRS = [
  "/projects/prj-1/providers/V1/metrics 403",
  "/projects/prj-1/providers/V2/metrics 403",
  "/projects/prj-2/providers/V1/metrics 403",
];

const NAMES = { [V1]: "V1", [V2]: "V2", [I1]: "I1", [I2]: "I2", [I3]: "I3" };

function named(text: string): string {
  return Object.entries(NAMES).reduce((known, [id, name]) => known.replaceAll(id, name), text);
}

/** What a caller discovers, and what was asked for it: the four sources, then the rest in the order it was asked. */
async function discoverAs(sandbox: Sandbox, role: string, options: DiscoverOptions = {}) {
  const before = sandbox.requests.count;
  const acc = new AccClient({ endpoint: sandbox.endpoint, token: sandbox.token(role) });
  const found = await acc.discover(options);
  const asked = sandbox.requests
    .list()
    .slice(before)
    .map(({ path, status }) => named(`${path.replace("/accounting-system", "")} ${status}`));
  expect(acc.requests).toBe(asked.length);
  return {
    found,
    grants: found.grants.map(({ grant, count, source }) => `${named(grantKey(grant))} ${count} ${source}`),
    refused: found.refused.map(
      ({ grant, status, source }) => `${named(grantKey(grant))} ${status} ${source}`,
    ),
    first: asked.slice(0, 4).toSorted(),
    probed: asked.slice(4),
  };
}

function startWith(service: ServiceVersion): Promise<Sandbox> {
  return startSandbox({ dataset: CONTRACT_DATASET, service });
}

describe("what each caller of service 1.8.1 may read, who said so, and what was asked", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startWith("1.8.1");
  });
  afterAll(() => sandbox.close());

  const project = { grants: ["project/prj-1 8 GET /clients/me"], first: FOR_OTHERS };
  const provider = { grants: ["provider/prj-1/V1 5 GET /clients/me"], first: FOR_OTHERS };
  const installation = { grants: ["installation/prj-1/V1/I1 5 GET /clients/me"], first: FOR_OTHERS };
  const projectAsked = ["/projects/prj-1/metrics 200", "/projects/prj-1 200"];
  const providerAsked = ["/projects/prj-1/metrics 403", "/projects/prj-1/providers/V1/metrics 200"];
  const installationAsked = [
    "/projects/prj-1/metrics 403",
    "/projects/prj-1/providers/V1/metrics 403",
    "/installations/I1/metrics 200",
  ];
  const nothing = { grants: [], first: FOR_OTHERS, probed: PAIRS };
  const operations = {
    grants: [],
    first: FOR_OPERATIONS,
    probed: ["/projects/prj-1/metrics 403", "/projects/prj-2/metrics 403", ...PAIRS],
  };

  test.each([
    {
      role: "admin",
      grants: ["system 10 GET /admin/projects"],
      first: ALL_ANSWER,
      probed: ["/metrics/search 200"],
    },
    { role: "pa", ...project, probed: projectAsked },
    { role: "pv", ...project, probed: projectAsked },
    { role: "va", ...provider, probed: providerAsked },
    { role: "vv", ...provider, probed: providerAsked },
    { role: "ia", ...installation, probed: installationAsked },
    { role: "iv", ...installation, probed: installationAsked },
    {
      role: "rep",
      grants: ["provider/prj-1/V1 5 GET /installations/all", "provider/prj-2/V1 2 GET /installations/all"],
      first: FOR_OTHERS,
      probed: [
        "/projects/prj-1/providers/V1/metrics 200",
        "/projects/prj-1/providers/V2/metrics 403",
        "/projects/prj-2/providers/V1/metrics 200",
      ],
    },
    { role: "opsa", ...operations },
    { role: "opsv", ...operations },
    {
      role: "topv",
      grants: ["project/prj-1 8 GET /providers/all", "project/prj-2 2 GET /providers/all"],
      first: FOR_OPERATIONS,
      probed: [
        "/projects/prj-1/metrics 200",
        "/projects/prj-2/metrics 200",
        "/projects/prj-1 200",
        "/projects/prj-2 200",
      ],
    },
    { role: "norole", ...nothing },
    { role: "unreg", ...nothing },
  ])("$role: $grants", async ({ role, grants, first, probed }) => {
    const discovered = await discoverAs(sandbox, role);

    expect(discovered.grants).toEqual(grants);
    expect(discovered.first).toEqual(first);
    expect(discovered.probed.toSorted()).toEqual(probed.toSorted());
    expect(discovered.found.installations.map(({ id }) => named(id))).toEqual(["I1", "I2", "I3"]);
    expect(discovered.found.sources.map(({ source, status }) => `${source} ${status}`).toSorted()).toEqual(
      first.map((one) => `GET ${one.replace(/ \d+$/, "")} ${one.endsWith("200") ? "" : "not "}available`),
    );
  });

  describe("with every pair of project and provider tried", () => {
    const others = ["/projects/prj-1/providers/V2/metrics 403", "/projects/prj-2/providers/V1/metrics 403"];
    test.each([
      { role: "admin", grants: ["system 10 GET /admin/projects"], probed: ["/metrics/search 200"] },
      {
        role: "pa",
        grants: project.grants,
        probed: [...projectAsked, "/projects/prj-2/providers/V1/metrics 403"],
      },
      { role: "vv", grants: provider.grants, probed: [...providerAsked, ...others] },
      { role: "ia", grants: installation.grants, probed: [...installationAsked, ...others] },
    ])(
      "$role has no other grants, and what is covered is not asked for",
      async ({ role, grants, probed }) => {
        const discovered = await discoverAs(sandbox, role, { probe: true });

        expect(discovered.grants).toEqual(grants);
        expect(discovered.probed.toSorted()).toEqual(probed.toSorted());
      },
    );

    test("a project admin who represents a provider elsewhere has both grants", async () => {
      await using own = await startWith("1.8.1");
      const admin = new AccClient({ endpoint: own.endpoint, token: own.token("admin") });
      const actor = (await admin.admin.actors.list().toArray()).find(({ oidc_id: sub }) => sub === "pa_sub");
      const representing = (await admin.admin.entitlements.list().toArray()).find(({ name }) =>
        name.includes(`:roles:provider:${V1}:`),
      );
      await admin.admin.entitlements.assign(representing?.id ?? "", actor?.id ?? "");

      expect((await discoverAs(own, "pa")).grants).toEqual(["project/prj-1 8 GET /clients/me"]);
      expect((await discoverAs(own, "pa", { probe: true })).grants).toEqual([
        "project/prj-1 8 GET /clients/me",
        "provider/prj-2/V1 2 GET /installations/all",
      ]);
    });
  });

  const inProject = ["project/prj-1 403 GET /clients/me"];
  const inProvider = [...inProject, "provider/prj-1/V1 403 GET /clients/me"];
  const pairs = ["prj-1/V1", "prj-1/V2", "prj-2/V1"].map(
    (pair) => `provider/${pair} 403 GET /installations/all`,
  );
  test.each([
    { role: "admin", refused: [] },
    { role: "pv", refused: [] },
    { role: "pv", probe: true, refused: ["provider/prj-2/V1 403 GET /installations/all"] },
    { role: "va", refused: inProject },
    { role: "iv", refused: inProvider },
    { role: "rep", refused: ["provider/prj-1/V2 403 GET /installations/all"] },
    {
      role: "opsv",
      refused: ["project/prj-1 403 GET /providers/all", "project/prj-2 403 GET /providers/all", ...pairs],
    },
    { role: "topv", refused: [] },
    { role: "norole", refused: pairs },
  ])("$role is refused $refused", async ({ role, refused, probe = false }) => {
    expect((await discoverAs(sandbox, role, { probe })).refused).toEqual(refused);
  });

  test("a grant that is known and gone is refused, and none within what is found", async () => {
    const known: readonly Grant[] = [
      { kind: "provider", project_id: "prj-1", provider_id: V1 },
      { kind: "project", project_id: "gone" },
    ];
    expect((await discoverAs(sandbox, "pv", { known })).refused).toEqual(["project/gone 404 known"]);
  });

  describe("with grants that are known from before", () => {
    const known: readonly Grant[] = [
      { kind: "system" },
      { kind: "provider", project_id: "prj-1", provider_id: V1 },
      { kind: "provider", project_id: "prj-2", provider_id: V1 },
      { kind: "project", project_id: "gone" },
    ];
    test.each([
      {
        role: "rep",
        grants: ["provider/prj-1/V1 5 known", "provider/prj-2/V1 2 known"],
        probed: [
          "/projects/prj-1/providers/V1/metrics 200",
          "/projects/prj-2/providers/V1/metrics 200",
          "/projects/gone/metrics 404",
        ],
      },
      {
        role: "pv",
        grants: project.grants,
        probed: [...projectAsked, "/projects/prj-2/providers/V1/metrics 403", "/projects/gone/metrics 404"],
      },
      {
        role: "norole",
        grants: [],
        probed: [...PAIRS, "/projects/gone/metrics 404"],
      },
    ])(
      "$role: each costs one request, and nothing is taken for granted",
      async ({ role, grants, probed }) => {
        const discovered = await discoverAs(sandbox, role, { known });

        expect(discovered.grants).toEqual(grants);
        expect(discovered.probed.toSorted()).toEqual(probed.toSorted());
      },
    );
  });

  test("each grant that is found can be read, as many rows as were counted", async () => {
    for (const role of ["admin", "pv", "vv", "iv", "rep", "topv"]) {
      const acc = new AccClient({ endpoint: sandbox.endpoint, token: sandbox.token(role) });
      const { grants, installations } = await acc.discover();
      for (const { grant, count } of grants) {
        expect(await acc.metrics.readAll(grant, { installations }).toArray()).toHaveLength(count);
      }
    }
  });
});

describe("what each caller of service 1.7.0 may read", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startWith("1.7.0");
  });
  afterAll(() => sandbox.close());

  test.each([
    { role: "admin", grants: ["system 10 GET /admin/projects"], requests: 5 },
    { role: "pa", grants: ["project/prj-1 8 GET /projects"], requests: 7 },
    { role: "pv", grants: ["project/prj-1 8 GET /projects"], requests: 7 },
    { role: "va", grants: ["provider/prj-1/V1 5 GET /projects"], requests: 7 },
    { role: "vv", grants: ["provider/prj-1/V1 5 GET /projects"], requests: 7 },
    { role: "ia", grants: ["installation/prj-1/V1/I1 5 GET /projects"], requests: 8 },
    { role: "iv", grants: ["installation/prj-1/V1/I1 5 GET /projects"], requests: 8 },
    {
      role: "rep",
      grants: ["provider/prj-1/V1 5 GET /projects", "provider/prj-2/V1 2 GET /projects"],
      requests: 9,
    },
    { role: "opsa", grants: [], requests: 7 },
    { role: "opsv", grants: [], requests: 7 },
    { role: "topv", grants: ["project/prj-1 8 GET /projects", "project/prj-2 2 GET /projects"], requests: 9 },
    { role: "norole", grants: [], requests: 5 },
    { role: "unreg", grants: [], requests: 5 },
  ])("$role: $grants", async ({ role, grants, requests }) => {
    const discovered = await discoverAs(sandbox, role);

    expect(discovered.grants).toEqual(grants);
    expect(discovered.first.length + discovered.probed.length).toBe(requests);
  });

  test.each([
    { role: "vv", refused: ["project/prj-1 403 GET /projects"] },
    { role: "iv", refused: ["project/prj-1 403 GET /projects", "provider/prj-1/V1 403 GET /projects"] },
    { role: "rep", refused: ["project/prj-1 403 GET /projects", "project/prj-2 403 GET /projects"] },
    { role: "norole", refused: [] },
  ])("$role is refused $refused", async ({ role, refused }) => {
    expect((await discoverAs(sandbox, role)).refused).toEqual(refused);
  });

  test("where the caller has no other source, the list of projects is asked for", async () => {
    const { first, probed, found } = await discoverAs(sandbox, "vv");

    expect(first).toEqual(expect.arrayContaining(OLDER));
    expect(probed[0]).toBe("/projects 200");
    expect(found.sources).toContainEqual({ source: "GET /projects", status: "available" });
  });
});
