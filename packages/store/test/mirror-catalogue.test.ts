import { describe, expect, it } from "vitest";

import type { Installation, Project, Provider } from "@argo-acc/core";

import {
  capacityKind,
  definitionKind,
  installationKind,
  markEntitiesGone,
  projectKind,
  providerKind,
  readEntities,
  storeEntities,
  wholeProjectKind,
} from "../src/mirror/index.ts";
import { CPU } from "./mirror-support/metric-items.ts";
import { rowsOf, testMirror } from "./mirror-support/test-mirror.ts";

const NODE = {
  id: "I1",
  infrastructure: "Cloud",
  installation: "compute",
  external_id: "x-1",
  resource: "res",
};
const OTHER_NODE = { id: "I2", infrastructure: null, installation: "storage", external_id: null };
const PROJECT: Project = {
  id: "prj",
  acronym: "PRJ",
  title: "A project",
  start_date: "2024-01-01",
  end_date: "2026-12-31",
  call_identifier: null,
  providers: [
    {
      id: "V1",
      name: "One",
      external_id: "v-1",
      website: null,
      abbreviation: "O",
      logo: null,
      installations: [NODE, OTHER_NODE],
    },
    {
      id: "V2",
      name: "Two",
      external_id: "v-2",
      website: null,
      abbreviation: null,
      logo: null,
      installations: [],
    },
  ],
};
/** As `/clients/me` tells of the same project to somebody with one installation. */
const POORER: Project = {
  id: "prj",
  acronym: "PRJ",
  title: "Another title",
  providers: [
    { id: "V1", name: "One", installations: [{ id: "I1", installation: "compute", unit_of_access: null }] },
  ],
};
const PROVIDER: Provider = {
  id: "V1",
  name: "One",
  website: "https://one.example.org",
  abbreviation: "O",
  logo: null,
  external_id: "v-1",
  creator_id: "c",
};
const INSTALLATION: Installation = {
  id: "I1",
  project: "prj",
  organisation: "V1",
  infrastructure: null,
  installation: "compute",
  resource: "res",
  external_id: null,
  unit_of_access: CPU,
  capacities: [
    {
      id: "C1",
      installation_id: "I1",
      metric_definition_id: CPU.metric_definition_id,
      value: 12.5,
      registered_on: "2024-01-01T00:00:00Z",
    },
  ],
};

describe("the catalogue", () => {
  it("gives back what was stored, field for field", () => {
    using test = testMirror();
    storeEntities(test.mirror, 1, projectKind, [PROJECT]);
    storeEntities(test.mirror, 1, providerKind, [PROVIDER]);
    storeEntities(test.mirror, 1, installationKind, [INSTALLATION]);
    storeEntities(test.mirror, 1, definitionKind, [CPU]);
    expect(readEntities(test.mirror, projectKind)).toStrictEqual([PROJECT]);
    expect(readEntities(test.mirror, providerKind)).toStrictEqual([PROVIDER]);
    expect(readEntities(test.mirror, installationKind)).toStrictEqual([INSTALLATION]);
    expect(readEntities(test.mirror, definitionKind)).toStrictEqual([CPU]);
  });

  it("shows the service's fields, lists and objects as JSON", () => {
    using test = testMirror();
    storeEntities(test.mirror, 1, projectKind, [PROJECT]);
    storeEntities(test.mirror, 1, installationKind, [INSTALLATION]);
    storeEntities(test.mirror, 1, capacityKind, INSTALLATION.capacities ?? []);
    storeEntities(test.mirror, 1, definitionKind, [CPU]);
    const [project] = rowsOf(test.mirror, "SELECT * FROM projects");
    expect(Object.keys(project ?? {})).toEqual([
      "id",
      "acronym",
      "title",
      "start_date",
      "end_date",
      "call_identifier",
      "providers",
      "extra",
    ]);
    expect(JSON.parse(String(project?.["providers"]))).toEqual(PROJECT.providers);
    const [installation] = rowsOf(test.mirror, "SELECT * FROM installations");
    expect(installation).toMatchObject({
      id: "I1",
      project: "prj",
      organisation: "V1",
      resource: "res",
      extra: null,
    });
    expect(JSON.parse(String(installation?.["unit_of_access"]))).toEqual(CPU);
    expect(JSON.parse(String(installation?.["capacities"]))).toEqual(INSTALLATION.capacities);
    expect(rowsOf(test.mirror, "SELECT * FROM capacities")).toEqual([
      {
        id: "C1",
        installation_id: "I1",
        installation: "compute",
        metric_definition_id: CPU.metric_definition_id,
        metric_name: "cpu_hours",
        value: 12.5,
        unit_type: "h",
        registered_on: "2024-01-01T00:00:00Z",
        extra: null,
      },
    ]);
  });

  it("keeps the fields of a newer service", () => {
    using test = testMirror();
    const newer = Object.assign({ region: { name: "north" } }, PROVIDER);
    storeEntities(test.mirror, 1, providerKind, [newer]);
    expect(readEntities(test.mirror, providerKind)).toStrictEqual([newer]);
    expect(rowsOf(test.mirror, "SELECT extra FROM providers")).toEqual([
      { extra: '{"region":{"name":"north"}}' },
    ]);
  });

  it("does not let a poorer project blank a richer one", () => {
    using test = testMirror();
    storeEntities(test.mirror, 1, projectKind, [PROJECT]);
    storeEntities(test.mirror, 2, projectKind, [POORER]);
    const [kept] = readEntities(test.mirror, projectKind);
    expect(kept).toEqual({
      ...PROJECT,
      title: "Another title",
      providers: [
        { ...PROJECT.providers[0], installations: [{ ...NODE, unit_of_access: null }, OTHER_NODE] },
        PROJECT.providers[1],
      ],
    });
  });

  it("lets a whole tree take away what it does not name any more", () => {
    using test = testMirror();
    storeEntities(test.mirror, 1, wholeProjectKind, [PROJECT]);
    const [first] = PROJECT.providers;
    const fewer = {
      ...PROJECT,
      providers: first === undefined ? [] : [{ ...first, installations: [OTHER_NODE] }],
    };
    storeEntities(test.mirror, 2, wholeProjectKind, [fewer]);
    expect(readEntities(test.mirror, projectKind)).toStrictEqual([fewer]);
  });

  it("does not let a tree blank what the list of providers told", () => {
    using test = testMirror();
    storeEntities(test.mirror, 1, providerKind, [PROVIDER]);
    storeEntities(test.mirror, 2, providerKind, [
      { id: "V1", name: "Renamed", website: null, external_id: null },
    ]);
    expect(readEntities(test.mirror, providerKind)).toEqual([{ ...PROVIDER, name: "Renamed" }]);
  });

  it("does not let a list without capacities blank the units and capacities of an installation", () => {
    using test = testMirror();
    storeEntities(test.mirror, 1, installationKind, [INSTALLATION]);
    storeEntities(test.mirror, 2, installationKind, [
      { id: "I1", project: "prj", organisation: "V1", installation: "renamed", external_id: null },
    ]);
    expect(readEntities(test.mirror, installationKind)).toEqual([
      { ...INSTALLATION, installation: "renamed" },
    ]);
  });

  it("takes away a unit of access that the full shape has no longer", () => {
    using test = testMirror();
    const { unit_of_access: _unit, ...without } = INSTALLATION;
    storeEntities(test.mirror, 1, installationKind, [INSTALLATION]);
    storeEntities(test.mirror, 2, installationKind, [without]);
    expect(readEntities(test.mirror, installationKind)).toStrictEqual([without]);
    expect(rowsOf(test.mirror, "SELECT unit_of_access FROM installations")).toEqual([
      { unit_of_access: null },
    ]);
  });

  it("writes nothing that is as it was", () => {
    using test = testMirror();
    storeEntities(test.mirror, 1, projectKind, [PROJECT]);
    storeEntities(test.mirror, 1, installationKind, [INSTALLATION]);
    const written = test.mirror.database.prepare("SELECT total_changes()").pluck();
    const before = written.get();
    storeEntities(test.mirror, 2, projectKind, [PROJECT]);
    storeEntities(test.mirror, 2, installationKind, [INSTALLATION]);
    expect(written.get()).toBe(before);
  });

  it("hides what is gone, keeps it, and shows it again when it is listed again", () => {
    using test = testMirror();
    storeEntities(test.mirror, 1, providerKind, [PROVIDER]);
    markEntitiesGone(test.mirror, 2, providerKind, ["V1", "V9"]);
    expect(rowsOf(test.mirror, "SELECT id FROM providers")).toEqual([]);
    expect(test.mirror.status().providers).toBe(0);
    storeEntities(test.mirror, 3, providerKind, [PROVIDER]);
    expect(rowsOf(test.mirror, "SELECT id FROM providers")).toEqual([{ id: "V1" }]);
    expect(test.mirror.database.prepare("SELECT first_run, gone_run FROM provider").all()).toEqual([
      { first_run: 1, gone_run: null },
    ]);
  });
});
