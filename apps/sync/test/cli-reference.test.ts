import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { optionFlag } from "../src/cli/option.ts";
import { writeReference } from "../src/cli/reference.ts";
import { type LazyLeaf, tree } from "../src/cli/tree.ts";

const documented = readFileSync(new URL("../../../docs/cli-reference.md", import.meta.url), "utf8");

const leaves = Object.entries(tree).flatMap(([name, entry]): (readonly [string, LazyLeaf])[] =>
  "load" in entry
    ? [[name, entry]]
    : Object.entries(entry.commands).map(([word, lazy]) => [`${name} ${word}`, lazy] as const),
);

describe("the reference of the command", () => {
  it("is up to date: node apps/sync/write-reference.ts writes it", async () => {
    expect(documented).toBe(await writeReference());
  });

  it.each(leaves)("has %s with all its options", async (name, lazy) => {
    const { default: leaf } = await lazy.load();
    expect(leaf.help.name).toBe(name);
    const section = documented.split(`\n## argo-acc ${name}\n`)[1]?.split("\n## ")[0] ?? "";
    const missing = Object.keys(leaf.options).filter(
      (option) => !section.includes(`\`${optionFlag(option)}`),
    );
    expect([section === "", missing]).toEqual([false, []]);
  });

  it.each(leaves)("has examples of %s that its own command line takes", async (name, lazy) => {
    const { default: leaf } = await lazy.load();
    expect(leaf.help.examples.length).toBeGreaterThan(0);
    const strange = leaf.help.examples.filter(({ command }) => !command.startsWith(`argo-acc ${name}`));
    expect(strange).toEqual([]);
  });
});
