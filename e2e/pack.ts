import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");

/** The packages that are published, in the order in which they depend on each other. */
const published = ["packages/core", "packages/client", "packages/store", "packages/sandbox", "apps/sync"];

/** Where things are after {@link installPacked}. */
export interface Installed {
  /** A folder with a `node_modules` that holds the packed packages. */
  readonly folder: string;
  /** The bundled command inside it. */
  readonly command: string;
}

/** Builds and packs every package, and unpacks the tarballs as an installation would, without a network. */
export function installPacked(): Installed {
  const folder = mkdtempSync(join(tmpdir(), "argo-acc-e2e-"));
  run("node_modules/typescript/bin/tsc", ["-b"], root);
  run("build.ts", [], join(root, "apps/sync"));
  for (const path of published) install(join(root, path), folder);
  return { folder, command: join(folder, "node_modules/@argo-acc/sync/dist/argo-acc.js") };
}

function install(source: string, folder: string): void {
  const tarballs = mkdtempSync(join(folder, "tarball-"));
  const pnpm = process.env["npm_execpath"];
  const [file, ...args] =
    pnpm?.includes("pnpm") === true ? [process.execPath, pnpm] : ["npx", "-y", "pnpm@10.34.9"];
  execFileSync(file, [...args, "pack", "--pack-destination", tarballs], { cwd: source, stdio: "pipe" });
  const [tarball = ""] = globSync("*.tgz", { cwd: tarballs });
  const { name, dependencies } = manifest(source);
  const target = join(folder, "node_modules", name);
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", join(tarballs, tarball), "--strip-components=1", "-C", target]);
  for (const dependency of Object.keys(dependencies)) {
    const link = join(folder, "node_modules", dependency);
    if (dependency.startsWith("@argo-acc/")) continue;
    mkdirSync(dirname(link), { recursive: true });
    try {
      symlinkSync(realpathSync(join(source, "node_modules", dependency)), link);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}

/** What the tarball of a package declares. */
function manifest(folder: string): { name: string; dependencies: Record<string, string> } {
  const read = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return { name: read.name ?? basename(folder), dependencies: read.dependencies ?? {} };
}

function run(script: string, args: readonly string[], cwd: string): void {
  execFileSync(process.execPath, [script, ...args], { cwd, stdio: "pipe" });
}
