import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { manifest, packPublished, root } from "./pack.ts";

/**
 * Installs packages with npm in an empty folder, as people do, but from tarballs alone: ours as they are packed for a
 * release, those of other people packed again from where they are installed here. npm starts with an empty cache and
 * must not ask a registry.
 *
 * @param paths folders of published packages, from the root of the repository
 * @param others packages of other people that a consumer installs besides, by their folders
 * @returns the folder
 */
export function installWithNpm(paths: readonly string[], others: readonly string[] = []): string {
  const folder = mkdtempSync(join(tmpdir(), "argo-acc-npm-"));
  const tarballs = join(folder, "tarballs");
  const ours = packPublished(paths, tarballs);
  const foreign = new Set<string>();
  for (const path of paths) collectDependencies(realpathSync(join(root, path)), foreign);
  for (const path of others) collect(realpathSync(join(root, path)), foreign);
  const theirs = [...foreign].map((source, index) => packAgain(source, join(tarballs, `${index}.tgz`)));
  const consumer = join(folder, "consumer");
  mkdirSync(consumer);
  npmInstall(consumer, [...ours, ...theirs]);
  return consumer;
}

/**
 * What an installed package holds is what its tarball held, but for links to its own dependencies. It is copied first:
 * pnpm links equal files to each other, and npm leaves the links of a tarball out.
 */
function packAgain(folder: string, tarball: string): string {
  const copy = `${tarball}.d`;
  cpSync(folder, join(copy, "package"), {
    recursive: true,
    filter: (path) => path !== join(folder, "node_modules"),
  });
  execFileSync("tar", ["-czf", tarball, "-C", copy, "package"]);
  return tarball;
}

/** Adds the dependencies of an installed package, and theirs, but none of ours. */
function collectDependencies(folder: string, found: Set<string>): void {
  for (const name of Object.keys(manifest(folder).dependencies)) {
    if (!name.startsWith("@argo-acc/")) collect(realpathSync(findInstalled(folder, name)), found);
  }
}

function collect(folder: string, found: Set<string>): void {
  if (found.has(folder)) return;
  found.add(folder);
  collectDependencies(folder, found);
}

/** Where Node finds a package that one in `folder` imports. */
function findInstalled(folder: string, name: string): string {
  const candidate = join(folder, "node_modules", name);
  if (existsSync(candidate)) return candidate;
  if (dirname(folder) === folder) throw new Error(`${name} is not installed`);
  return findInstalled(dirname(folder), name);
}

/** Runs npm away from the settings and the cache of whoever runs the tests. */
function npmInstall(folder: string, tarballs: readonly string[]): void {
  const home = mkdtempSync(join(tmpdir(), "argo-acc-npm-home-"));
  try {
    execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", ...tarballs], {
      cwd: folder,
      env: { PATH: process.env["PATH"], HOME: home },
      stdio: "pipe",
    });
  } finally {
    rmSync(home, { recursive: true });
  }
}
