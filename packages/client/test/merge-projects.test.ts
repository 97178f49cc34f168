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

test("a service of version 1.7 lists its projects itself", async () => {
  const projects = [{ ...PROJECT, providers: [] }];
  const acc = testClient({
    fetch: (input) => {
      const { pathname } = new URL(String(input));
      if (pathname.endsWith("/projects") && !pathname.includes("admin"))
        return Promise.resolve(answer(projects, 1, 100));
      if (/\/projects\/p(?:\/metrics)?$/.test(pathname)) {
        return Promise.resolve(pathname.endsWith("metrics") ? answer([], 1, 1) : Response.json(projects[0]));
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
