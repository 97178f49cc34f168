import { expect, test } from "vitest";

import { mergeProjects } from "../src/discover/merge-projects.ts";
import { answer } from "./support/metric-service.ts";
import { testClient } from "./support/clients.ts";

const PROJECT = { id: "p", acronym: "P", title: null };
const PROVIDER = { id: "v", name: "Provider" };

test("rows of one project become one, with every provider and installation once", () => {
  const rows = [
    { ...PROJECT, providers: [{ ...PROVIDER, installations: [{ id: "i1", installation: "one" }] }] },
    { id: "q", providers: [] },
    {
      ...PROJECT,
      providers: [
        { ...PROVIDER, installations: [{ id: "i2", installation: "two" }] },
        { id: "w", name: "Other", installations: [] },
      ],
    },
  ];

  expect(mergeProjects(rows)).toEqual([
    {
      ...PROJECT,
      providers: [
        {
          ...PROVIDER,
          installations: [
            { id: "i1", installation: "one" },
            { id: "i2", installation: "two" },
          ],
        },
        { id: "w", name: "Other", installations: [] },
      ],
    },
    { id: "q", providers: [] },
  ]);
});

test.each(["poorer first", "richer first"])("a poorer row takes nothing from a richer one: %s", (order) => {
  const poor = {
    ...PROJECT,
    providers: [
      { ...PROVIDER, logo: null, installations: [{ id: "i", installation: "one", unit_of_access: null }] },
    ],
  };
  const rich = {
    ...PROJECT,
    title: "Title",
    providers: [
      {
        ...PROVIDER,
        external_id: "e",
        logo: "logo.png",
        installations: [
          { id: "i", installation: "one", external_id: "x", resource: "r", unit_of_access: "d" },
        ],
      },
    ],
  };

  expect(mergeProjects(order === "poorer first" ? [poor, rich] : [rich, poor])).toEqual([rich]);
});

test.each(["poorer first", "richer first"])("fields keep the order of the richest row: %s", (order) => {
  const poor = { ...PROJECT, providers: [{ ...PROVIDER, website: null, installations: [] }] };
  const rich = {
    ...PROJECT,
    call_identifier: "C",
    providers: [{ id: "v", external_id: "e", name: "Provider", website: "w", installations: [] }],
  };

  const merged = mergeProjects(order === "poorer first" ? [poor, rich] : [rich, poor]);

  expect(JSON.stringify(merged)).toBe(JSON.stringify([rich]));
});

test("no row brings in a field that none has, and one alone stays as it is", () => {
  const row = { id: "p", providers: [{ id: "v", installations: [{ id: "i", installation: "one" }] }] };

  expect(JSON.stringify(mergeProjects([row]))).toBe(JSON.stringify([row]));
  expect(JSON.stringify(mergeProjects([row, { ...row, providers: [] }, row]))).toBe(JSON.stringify([row]));
});

test("permissions that one row has are not lost to a row that names another level", () => {
  const granted = [{ collection: "Metric", access_permissions: [] }];
  const provider = { ...PROVIDER, permissions: granted, installations: [] };
  const rows = [
    { ...PROJECT, permissions: granted, providers: [{ ...provider, permissions: [] }] },
    { ...PROJECT, permissions: [], providers: [provider] },
  ];

  expect(mergeProjects(rows)).toEqual([{ ...PROJECT, permissions: granted, providers: [provider] }]);
});

test("a field that only one row has is there, though it tells nothing", () => {
  const [project] = mergeProjects([
    { ...PROJECT, providers: [] },
    { id: "p", call_identifier: null, providers: [] },
  ]);

  expect(project).toEqual({ ...PROJECT, call_identifier: null, providers: [] });
});

test("a service of version 1.7 lists its projects itself", async () => {
  const projects = [{ ...PROJECT, providers: [] }];
  const acc = testClient({
    fetch: (input) => {
      const { pathname, searchParams } = new URL(String(input));
      if (pathname.endsWith("/projects") && !pathname.includes("admin"))
        return Promise.resolve(answer(projects, 1, 100));
      if (/\/projects\/p(?:\/metrics)?$/.test(pathname)) {
        const isList = pathname.endsWith("metrics");
        return Promise.resolve(
          isList ? answer([], Number(searchParams.get("page")), 1) : Response.json(projects[0]),
        );
      }
      return Promise.resolve(Response.json({ code: 404, message: "no such route" }, { status: 404 }));
    },
  });

  expect(await acc.projects.list().toArray()).toEqual(projects);
  expect(acc.requests).toBe(2);
  const { grants } = await acc.discover();
  expect(grants).toEqual([
    { grant: { kind: "project", project_id: "p" }, count: 0, source: "GET /projects" },
  ]);
});
