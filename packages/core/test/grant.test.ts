import { describe, expect, it } from "vitest";

import { comparePaths, type Grant, grantCovers, grantKey } from "../src/index.ts";

const system: Grant = { kind: "system" };
const project: Grant = { kind: "project", project_id: "prj-1" };
const provider: Grant = { kind: "provider", project_id: "prj-1", provider_id: "v" };
const installation: Grant = {
  kind: "installation",
  project_id: "prj-1",
  provider_id: "v",
  installation_id: "i",
};

describe("grants", () => {
  it("cover themselves and what lies inside them, nothing else", () => {
    const grants = [system, project, provider, installation];
    const table = grants.map((outer) => grants.map((inner) => grantCovers(outer, inner)));
    expect(table).toEqual([
      [true, true, true, true],
      [false, true, true, true],
      [false, false, true, true],
      [false, false, false, true],
    ]);
    expect(grantCovers({ kind: "project", project_id: "prj" }, project)).toBe(false);
  });

  it("have one key each, whatever their ids contain", () => {
    expect(grantKey(installation)).toBe("installation/prj-1/v/i");
    const odd = grantKey({ kind: "provider", project_id: "a/b", provider_id: "c" });
    expect(odd).not.toBe(grantKey({ kind: "provider", project_id: "a", provider_id: "b/c" }));
  });
});

describe("comparePaths", () => {
  it.each([
    ["a", "b", -1],
    ["a.", "a/", -1],
    ["a", "a.b", -1],
    ["a.b", "a.b", 0],
    ["Z", "a", -1],
    ["\u{FFFF}", "\u{10000}", -1],
  ])("orders %j and %j by code point", (a, b, sign) => {
    expect(Math.sign(comparePaths(a, b))).toBe(sign);
    expect(Math.sign(comparePaths(b, a))).toBe(0 - sign);
  });
});
