import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  Application,
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
  type TypeDocOptions,
} from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";

import { ownMembers, pageOf, ReferenceTheme } from "./reference-theme.ts";

const root = join(import.meta.dirname, "..");

/** The entries of the packages by the names of their pages, with the files that export them. */
const entries = {
  core: "packages/core/src/index.ts",
  client: "packages/client/src/index.ts",
  "client/node": "packages/client/src/node/index.ts",
} as const;

/** The API reference as files, and what it lacks. */
export interface ApiReference {
  /** The text of each page by the name of its file. */
  readonly pages: ReadonlyMap<string, string>;
  /** The exports, and the methods of exported classes and interfaces, that have no doc comment. */
  readonly undocumented: readonly string[];
}

/** Makes the reference of core and client from the doc comments of their sources. */
export async function makeApiReference(): Promise<ApiReference> {
  const folder = mkdtempSync(join(tmpdir(), "argo-acc-api-"));
  try {
    const app = await bootstrap(folder);
    const project = await app.convert();
    if (project === undefined) throw new Error("the sources could not be read");
    rename(project);
    await app.outputs.writeOutput({ name: "markdown", path: folder }, project);
    const pages = Object.keys(entries).map(
      (name) => [pageOf(name), readFileSync(join(folder, `${name}.md`), "utf8")] as const,
    );
    return { pages: new Map(pages), undocumented: (project.children ?? []).flatMap(undocumentedIn) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function bootstrap(folder: string): Promise<Application> {
  const options: Partial<TypeDocOptions & PluginOptions> = {
    entryPoints: Object.values(entries).map((path) => join(root, path)),
    tsconfig: join(root, "packages/client/tsconfig.json"),
    plugin: ["typedoc-plugin-markdown"],
    theme: "reference",
    out: folder,
    router: "module",
    readme: "none",
    logLevel: "Error",
    skipErrorChecking: true,
    disableSources: true,
    excludeExternals: true,
    excludePrivate: true,
    excludeReferences: true,
    sort: ["source-order"],
    useCodeBlocks: true,
    expandObjects: true,
    expandParameters: true,
  };
  const app = await Application.bootstrapWithPlugins(options);
  app.renderer.defineTheme("reference", ReferenceTheme);
  return app;
}

/** Modules are named after the folders of their sources; here after what is imported. */
function rename(project: ProjectReflection): void {
  for (const module of project.children ?? []) module.name = module.name.replace("/src", "");
}

function undocumentedIn(module: DeclarationReflection): readonly string[] {
  return (module.children ?? []).flatMap((model) => {
    const name = `${module.name}: ${model.name}`;
    const members = model.kindOf(ReflectionKind.ClassOrInterface) ? ownMembers(model) : [];
    const methods = members
      .filter((member) => member.kindOf([ReflectionKind.Method, ReflectionKind.Accessor]))
      .filter((method) => !method.name.startsWith("[") && method.overwrites === undefined)
      .filter((method) => !isDocumented(method));
    return [...(isDocumented(model) ? [] : [name]), ...methods.map((method) => `${name}.${method.name}`)];
  });
}

function isDocumented(model: DeclarationReflection): boolean {
  const signatures = [...(model.signatures ?? []), model.getSignature];
  return model.hasComment() || signatures.some((signature) => signature?.hasComment() === true);
}

if (import.meta.main) {
  const { pages, undocumented } = await makeApiReference();
  mkdirSync(join(root, "docs/api"), { recursive: true });
  for (const [file, text] of pages) writeFileSync(join(root, "docs/api", file), text);
  for (const name of undocumented) console.log(`no doc comment: ${name}`);
}
