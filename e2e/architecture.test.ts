import { globSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

const IMPORTS = /^(?:import|export)\b[^;]*?\bfrom\s+"([^"]+)"|\bimport\("([^"]+)"\)|^import\s+"([^"]+)"/gm;

/** Every module a folder's sources import, with one place where each is imported. */
function imports(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of globSync(`${folder}/**/*.ts`, { cwd: root })) {
    const text = readFileSync(join(root, file), "utf8");
    for (const [, named, lazy, bare] of text.matchAll(IMPORTS)) found.set(named ?? lazy ?? bare ?? "", file);
  }
  return found;
}

/** The package a specifier names: `@argo-acc/store/mirror` is of `@argo-acc/store`. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

const allowed: Record<string, readonly string[]> = {
  "packages/core/src": ["valibot"],
  "packages/client/src": ["@argo-acc/core", "oauth4webapi", "ofetch", "undici", "valibot"],
  "packages/store/src": ["@argo-acc/core", "better-sqlite3", "drizzle-orm", "valibot"],
  "packages/sandbox/src": ["@argo-acc/core", "jose", "selfsigned"],
};

describe("the rooms of the house", () => {
  it.each(Object.entries(allowed))("%s imports only what it may", (folder, packages) => {
    const foreign = [...imports(folder)]
      .filter(([specifier]) => !specifier.startsWith(".") && !isBuiltin(specifier))
      .filter(([specifier]) => !packages.includes(packageOf(specifier)));
    expect(foreign).toEqual([]);
  });

  it.each(["packages/core/src", "packages/client/src"])(
    "%s needs no Node built-in outside its Node part",
    (folder) => {
      const builtins = [...imports(folder)].filter(
        ([specifier, file]) => isBuiltin(specifier) && !file.includes("/src/node/"),
      );
      expect(builtins).toEqual([]);
    },
  );

  it("undici is imported in one place of the client's Node part, which is loaded when it is needed", () => {
    const files = globSync("packages/client/src/**/*.ts", { cwd: root }).filter((file) =>
      readFileSync(join(root, file), "utf8").includes('from "undici"'),
    );
    expect(files).toEqual(["packages/client/src/node/routed-fetch.ts"]);
    const lazy = readFileSync(join(root, "packages/client/src/node/node-fetch.ts"), "utf8");
    expect(lazy).toContain('import("./routed-fetch.ts")');
  });

  it("undici, which is for Node alone, is imported only by the client's Node part", () => {
    const files = globSync("packages/client/src/**/*.ts", { cwd: root }).filter((file) =>
      /from "undici"|import\("undici"\)/.test(readFileSync(join(root, file), "utf8")),
    );
    expect(files.filter((file) => !file.startsWith("packages/client/src/node/"))).toEqual([]);
  });

  it("only the transport imports ofetch", () => {
    const files = globSync("packages/client/src/**/*.ts", { cwd: root }).filter((file) =>
      readFileSync(join(root, file), "utf8").includes('from "ofetch"'),
    );
    expect(files.every((file) => file.includes("/transport/"))).toBe(true);
    expect(files.length).toBeGreaterThan(0);
  });

  it("use cases know nothing of the command around them", () => {
    const useCases = ["pull", "push", "add", "export"].map((folder) => `apps/sync/src/${folder}`);
    const offences = useCases.flatMap((folder) =>
      globSync(`${folder}/**/*.ts`, { cwd: root }).filter((file) =>
        /\bprocess\.|\bconsole\.|from "citty"|\/cli\/|\/commands\//.test(
          readFileSync(join(root, file), "utf8"),
        ),
      ),
    );
    expect(offences).toEqual([]);
  });

  it("index files export by name and do nothing else", () => {
    const files = globSync("{packages,apps}/*/src/**/index.ts", { cwd: root });
    const other = files.filter((file) => {
      const text = readFileSync(join(root, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
      const rest = text.replaceAll(/export (?:type )?\{[^}]*\} from "[^"]+";/g, "");
      return rest.trim() !== "";
    });
    expect(files.length).toBeGreaterThan(4);
    expect(other).toEqual([]);
  });
});
