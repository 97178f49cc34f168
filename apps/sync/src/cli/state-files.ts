import { mkdirSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";

import { AccConfigError } from "@argo-acc/core";

import type { Environment } from "./read-options.ts";

/** The two files of a command line, as absolute paths. */
export interface StateFiles {
  readonly mirror: string;
  readonly outbox: string;
}

/** Where the files are: what the options say, else in the state folder. Nothing is made. */
export function stateFiles(
  values: { readonly mirror: string | undefined; readonly outbox: string | undefined },
  env: Environment,
): StateFiles {
  const folder = stateFolder(env);
  return {
    mirror: resolve(values.mirror ?? join(folder, "mirror.db")),
    outbox: resolve(values.outbox ?? join(folder, "outbox.db")),
  };
}

/** Whether there is no file yet, or one that a run left empty because it could not begin. */
export function isAbsent(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined || (found.isFile() && found.size === 0);
}

/**
 * Makes the state folder, for its owner alone, if a file in it is about to be made. Any other folder has to be there:
 * a misspelt path must not grow a tree.
 *
 * @throws AccConfigError if it cannot be made
 */
export function makeStateFolder(path: string, env: Environment): void {
  const folder = dirname(path);
  if (folder !== resolve(stateFolder(env)) || statSync(folder, { throwIfNoEntry: false }) !== undefined)
    return;
  try {
    makeFolders(folder);
  } catch (cause) {
    throw new AccConfigError(`cannot make the folder ${folder}`, {
      cure: "name the files with --mirror and --outbox, or set XDG_STATE_HOME to a folder you may write to",
      cause,
    });
  }
}

/**
 * Makes a folder and those above it. Node's own recursive way never ends where a file system says of a folder that can
 * be seen that it is not there, as automounted ones do.
 */
function makeFolders(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  if (dirname(folder) !== folder) makeFolders(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/** The folder of the files where no option names them. systemd's comes first. */
function stateFolder(env: Environment): string {
  const systemd = env["STATE_DIRECTORY"]?.split(":")[0];
  if (systemd) return systemd;
  const xdg = env["XDG_STATE_HOME"];
  const base =
    xdg !== undefined && isAbsolute(xdg) ? xdg : join(env["HOME"] || userInfo().homedir, ".local", "state");
  return join(base, "argo-acc");
}
