import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, it } from "vitest";

import { type ApiReference, makeApiReference } from "../docs/write-api-reference.ts";
import { exportedNames } from "./exported-names.ts";
import { root } from "./pack.ts";

const entries = [
  ["core.md", "packages/core/src/index.ts"],
  ["client.md", "packages/client/src/index.ts"],
  ["client-node.md", "packages/client/src/node/index.ts"],
] as const;

let reference: ApiReference;

beforeAll(async () => {
  reference = await makeApiReference();
});

describe("the API reference", () => {
  it("has a page for each entry of core and client, and no other", () => {
    expect(globSync("*", { cwd: join(root, "docs/api") }).toSorted()).toEqual([
      "client-node.md",
      "client.md",
      "core.md",
    ]);
  });

  it.each(entries)("says in %s what the doc comments say now", (page) => {
    const written = readFileSync(join(root, "docs/api", page), "utf8");
    expect(
      written === reference.pages.get(page),
      "older than the doc comments; write it anew with: node docs/write-api-reference.ts",
    ).toBe(true);
  });

  it.each(entries)("has in %s every export under a heading of its own", (page, index) => {
    const headings = [...(reference.pages.get(page) ?? "").matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    const names = exportedNames(join(root, index)).map((name) => name.replace(/^type /, ""));
    expect(headings.toSorted()).toEqual(names.toSorted());
    expect(names).not.toEqual([]);
  });

  it.each(entries)("leads in %s to headings that exist", (page) => {
    const links = [...(reference.pages.get(page) ?? "").matchAll(/\]\(([\w-]+\.md)#(\w+)\)/g)];
    const dead = links.filter(([, file = "", anchor]) => {
      const text = reference.pages.get(file) ?? "";
      return !new RegExp(`^### ${anchor}$`, "im").test(text);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });

  it("finds a doc comment on every export, and on every method of what is exported", () => {
    expect(reference.undocumented).toEqual([]);
  });
});
