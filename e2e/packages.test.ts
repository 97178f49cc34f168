import { execFile, execFileSync, spawnSync } from "node:child_process";
import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { startSandbox } from "@argo-acc/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Installed, installPacked } from "./pack.ts";

let installed: Installed;

beforeAll(() => {
  installed = installPacked();
});

afterAll(() => {
  rmSync(installed.folder, { recursive: true, force: true });
});

/** Runs a script inside the folder of the installation. */
function runScript(source: string): { stdout: string; stderr: string; status: number | null } {
  const script = join(installed.folder, "script.mjs");
  writeFileSync(script, source);
  return spawnSync(process.execPath, [script], { cwd: installed.folder, encoding: "utf8" });
}

const entries = [
  ["@argo-acc/core", "Paged"],
  ["@argo-acc/client", "AccClient"],
  ["@argo-acc/client/node", "tokenFromFile"],
  ["@argo-acc/store/mirror", "openMirror"],
  ["@argo-acc/store/outbox", "openOutbox"],
  ["@argo-acc/sandbox", "startSandbox"],
  ["@argo-acc/sync", "pull"],
] as const;

describe("the packed packages", () => {
  it.each(entries)("%s is imported without a word and has %s", (specifier, name) => {
    const source = `import * as all from ${JSON.stringify(specifier)}; console.log(typeof all[${JSON.stringify(name)}]);`;
    expect(runScript(source)).toMatchObject({ stdout: "function\n", stderr: "", status: 0 });
  });

  it.each(["core", "client", "store", "sandbox", "sync"])(
    "@argo-acc/%s holds what it needs to run and no sources, tests or paths of a machine",
    (name) => {
      const folder = join(installed.folder, "node_modules/@argo-acc", name);
      const files = globSync("**/*", { cwd: folder }).toSorted();
      expect(files).toContain("README.md");
      expect(files).toContain("LICENSE");
      expect(files.filter((file) => /(?:^|\/)(?:src|test)\//.test(file))).toEqual([]);
      const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      expect(
        Object.values(dependencies).filter((range) => /workspace:|catalog:/.test(String(range))),
      ).toEqual([]);
    },
  );

  it.each([
    { of: "all of them", used: entries, skips: "true" },
    // the declarations of store, which sync uses, name types that are not installed with it
    {
      of: "core, client and sandbox, and their declarations",
      used: entries.filter(([specifier]) => /core|client|sandbox/.test(specifier)),
      skips: "false",
    },
  ])("have types that a strict consumer can use: $of", ({ used, skips }) => {
    const lines = used.map(
      ([specifier, name], index) => `import { ${name} as used${index} } from "${specifier}";`,
    );
    const uses = used.map((_, index) => `export const type${index}: string = typeof used${index};`);
    writeFileSync(join(installed.folder, "consumer.ts"), [...lines, ...uses].join("\n"));
    const compiler = join(import.meta.dirname, "../node_modules/typescript/bin/tsc");
    const options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2024"];
    const types = ["--types", "node", "--typeRoots", join(import.meta.dirname, "../node_modules/@types")];
    const check = () =>
      execFileSync(
        process.execPath,
        [compiler, ...options, "--skipLibCheck", skips, ...types, "consumer.ts"],
        {
          cwd: installed.folder,
          encoding: "utf8",
        },
      );
    expect(check()).toBe("");
  });
});

describe("the bundled command", () => {
  it("says its version", () => {
    const { version } = JSON.parse(
      readFileSync(join(import.meta.dirname, "../apps/sync/package.json"), "utf8"),
    );
    const output = execFileSync(process.execPath, [installed.command, "--version"], { encoding: "utf8" });
    expect(output).toBe(`${version}\n`);
  });

  it("mirrors a service and exports what it holds", async () => {
    await using sandbox = await startSandbox({ dataset: { metrics: 500 } });
    const mirror = join(installed.folder, "mirror.db");
    const argoAcc = async (...args: string[]) => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [installed.command, ...args, "--mirror", mirror],
        {
          env: { ...process.env, ARGO_ACC_TOKEN: sandbox.tokens.admin, ARGO_ACC_ENDPOINT: sandbox.endpoint },
        },
      );
      return stdout.trimEnd().split("\n");
    };
    const result = JSON.parse((await argoAcc("pull", "--json")).at(-1) ?? "");
    expect(result).toMatchObject({ complete: true, rows: { added: sandbox.metrics.count } });
    const csv = await argoAcc("export", "metrics", "--format", "csv", "--out", "-");
    expect(csv).toHaveLength(sandbox.metrics.count + 1);
  });
});
