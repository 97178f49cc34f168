import { accessSync, constants } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";

import type { Environment } from "./read-options.ts";

/**
 * How this user would call the command again, for lines to paste: by its name or by the package manager if the shell
 * finds them, else by the full path of what runs now.
 *
 * @param entry the file that is run
 */
export function ownCommand(entry: string, env: Environment): string {
  const onPath = (name: string) => shellFolders(env).some((folder) => isExecutable(join(folder, name)));
  const fullPath = `${quoteForShell(process.execPath)} ${quoteForShell(entry)}`;
  if (!entry.endsWith(".ts")) return onPath(basename(entry, ".js")) ? basename(entry, ".js") : fullPath;
  const root = resolve(dirname(entry), "../../..");
  if (process.cwd() !== root || env["npm_config_user_agent"]?.startsWith("pnpm/") !== true) return fullPath;
  if (onPath("pnpm")) return "pnpm argo-acc";
  const version = /^pnpm\/(\S+)/.exec(env["npm_config_user_agent"])?.[1] ?? "latest";
  return onPath("npx") ? `npx -y pnpm@${version} argo-acc` : fullPath;
}

/** A word as a shell takes it for one word. */
export function quoteForShell(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (word.includes("'") && !/["$`\\!]/.test(word)) return `"${word}"`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The folders of PATH without those that package managers put there for the time of a script. */
function shellFolders(env: Environment): readonly string[] {
  const folders = (env["PATH"] ?? "").split(delimiter);
  return folders.filter((folder) => folder !== "" && !folder.includes("node_modules"));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
