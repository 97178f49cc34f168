import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { describe, expect, it } from "vitest";

import { commonOptions } from "../apps/sync/src/cli/common-options.ts";
import { EXIT_MEANINGS } from "../apps/sync/src/cli/exit-codes.ts";
import { optionFlag } from "../apps/sync/src/cli/option.ts";
import { readOptions } from "../apps/sync/src/cli/read-options.ts";
import { resolveCommand } from "../apps/sync/src/cli/resolve.ts";
import { type LazyLeaf, tree } from "../apps/sync/src/cli/tree.ts";
import { type CommandLine, commandLines } from "./shell-lines.ts";

const root = join(import.meta.dirname, "..");
const documents = globSync(["*.md", "docs/*.md", "bench/*.md", "{packages,apps}/*/README.md"], {
  cwd: root,
}).toSorted();
const prose = documents.map((path) => read(path)).join("\n");

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

const leaves = Object.entries(tree).flatMap(([name, entry]): (readonly [string, LazyLeaf])[] =>
  "load" in entry
    ? [[name, entry]]
    : Object.entries(entry.commands).map(([word, lazy]) => [`${name} ${word}`, lazy] as const),
);

describe("the documents mention", () => {
  it.each(leaves)("argo-acc %s and all its options", async (name, lazy) => {
    const { default: leaf } = await lazy.load();
    expect(prose).toContain(`argo-acc ${name}`);
    expect(unmentioned(Object.keys(leaf.options).map(optionFlag))).toEqual([]);
  });

  it("the options every command has", () => {
    expect(unmentioned([...Object.keys(commonOptions).map(optionFlag), "--help", "--version"])).toEqual([]);
  });

  it("every variable of the environment that is read", () => {
    const sources = globSync("{packages,apps}/*/src/**/*.ts", { cwd: root }).map(read).join("\n");
    const names = new Set([...sources.matchAll(/\bARGO_ACC_[A-Z_]+\b/g)].map(([name]) => name));
    expect(names.size).toBeGreaterThan(3);
    expect([...names].filter((name) => !prose.includes(name))).toEqual([]);
  });

  it.each(EXIT_MEANINGS)("exit code %i", (code, meaning) => {
    expect(prose).toMatch(new RegExp(`^\\| ${code} +\\| \\S`, "m"));
    expect(prose).toContain(meaning);
  });

  it("every class of error that a package exports", async () => {
    const classes = await errorClasses();
    expect(classes).toContain("AccStoreError");
    expect(classes.length).toBeGreaterThan(12);
    expect(classes.filter((name) => !prose.includes(`\`${name}\``))).toEqual([]);
  });
});

describe("what the documents tell to type", () => {
  const lines = documents
    .filter((path) => path !== "docs/decisions.md")
    .flatMap((path) => commandLines(read(path)).map((line) => ({ path, ...line })));

  it("is found by this test", () => {
    expect(lines.filter(({ path }) => path === "README.md").length).toBeGreaterThan(8);
    expect(lines.length).toBeGreaterThan(40);
  });

  it.each(lines)("$path: $text", async (line) => {
    expect(await problemOf(line)).toBe("none");
  });
});

/** What of a line is not there: its program, script, command or one of its options. */
async function problemOf({ program, args }: Omit<CommandLine, "text">): Promise<string> {
  const { packageManager, scripts } = JSON.parse(read("package.json"));
  const [first = "", second, ...rest] = args;
  switch (program) {
    case "npx":
      if (first !== "-y" || second !== packageManager) return `npx -y ${packageManager} is meant`;
      return problemOf({ program: "pnpm", args: rest });
    case "pnpm":
      if (first === "argo-acc") return ownProblemOf(args.slice(1));
      return first === "exec" || Object.hasOwn(scripts, first) ? "none" : `no script ${first}`;
    case "argo-acc":
      return ownProblemOf(args);
    case "node":
      return globSync(first, { cwd: root }).length === 1 ? "none" : `no file ${first}`;
    default:
      return ["curl", "head", "jq", "npm", "sqlite3"].includes(program) ? "none" : `no program ${program}`;
  }
}

async function ownProblemOf(args: readonly string[]): Promise<string> {
  if (args.includes("…") || args.includes("COMMAND")) return "none";
  try {
    const request = resolveCommand(args);
    if (request.kind !== "command") return "none";
    const { default: leaf } = await request.command.load();
    const { words } = readOptions(request.argv, { ...leaf.options, ...commonOptions }, {}, request.name);
    const known = leaf.help.words ?? [];
    return words.length <= known.length || known.at(-1)?.many === true
      ? "none"
      : `too many words: ${words.join(" ")}`;
  } catch (error) {
    return String(error);
  }
}

function unmentioned(flags: readonly string[]): readonly string[] {
  return flags.filter((flag) => !new RegExp(`${flag}(?![\\w-])`).test(prose));
}

/** The classes of errors that the entries of the packages export. */
async function errorClasses(): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of globSync("{packages,apps}/*/package.json", { cwd: root })) {
    const entries: Record<string, string> = JSON.parse(read(path)).exports;
    for (const entry of Object.values(entries)) {
      const module: unknown = await import(pathToFileURL(join(root, dirname(path), entry)).href);
      for (const [name, value] of Object.entries(module as Record<string, unknown>)) {
        if (typeof value === "function" && value.prototype instanceof Error) found.add(name);
      }
    }
  }
  return [...found];
}
