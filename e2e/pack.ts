import { execFileSync, spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export const root = join(import.meta.dirname, "..");

/** The packages that are published, in the order in which they depend on each other. */
export const published = [
  "packages/core",
  "packages/client",
  "packages/store",
  "packages/sandbox",
  "apps/sync",
];

/** Where things are after {@link installPacked}. */
export interface Installed {
  /** A folder with a `node_modules` that holds the packed packages. */
  readonly folder: string;
  /** The bundled command inside it. */
  readonly command: string;
}

/** Packs every package, and unpacks the tarballs as an installation would, without a network. */
export function installPacked(): Installed {
  const folder = mkdtempSync(join(tmpdir(), "argo-acc-e2e-"));
  const tarballs = packPublished(published, join(folder, "tarballs"));
  for (const [index, path] of published.entries()) unpack(join(root, path), tarballs[index] ?? "", folder);
  return { folder, command: join(folder, "node_modules/@argo-acc/sync/dist/argo-acc.js") };
}

/**
 * Builds the packages and packs those of these folders, as a release does.
 *
 * @param paths folders of packages, from the root of the repository
 * @returns the path of a tarball for each
 */
export function packPublished(paths: readonly string[], destination: string): readonly string[] {
  mkdirSync(destination, { recursive: true });
  build(paths);
  return paths.map((path) => {
    const folder = mkdtempSync(join(destination, "tarball-"));
    const pnpm = process.env["npm_execpath"];
    const [file, ...args] =
      pnpm?.includes("pnpm") === true ? [process.execPath, pnpm] : ["npx", "-y", "pnpm@10.34.9"];
    execFileSync(file, [...args, "pack", "--pack-destination", folder], {
      cwd: join(root, path),
      stdio: "pipe",
    });
    const [tarball = ""] = globSync("*.tgz", { cwd: folder });
    return join(folder, tarball);
  });
}

/** Files of tests run side by side: the lock of a database lets one of them build, the others then find it done. */
function build(paths: readonly string[]): void {
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  using lock = new DatabaseSync(join(cache, "e2e-build.lock"), { timeout: 300_000 });
  lock.exec("BEGIN EXCLUSIVE");
  run("node_modules/typescript/bin/tsc", ["-b", ...paths], root);
  if (paths.includes("apps/sync")) run("build.ts", [], join(root, "apps/sync"));
}

/** Unpacks a tarball, with links to the dependencies its sources have. */
function unpack(source: string, tarball: string, folder: string): void {
  const { name, dependencies } = manifest(source);
  const target = join(folder, "node_modules", name);
  mkdirSync(target, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "--strip-components=1", "-C", target]);
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

/** What the `package.json` of a folder declares. */
export function manifest(folder: string): { name: string; dependencies: Record<string, string> } {
  const read = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return { name: read.name, dependencies: read.dependencies ?? {} };
}

function run(script: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${script} ${args.join(" ")} failed\n${stdout}${stderr}`);
}
