import { lstatSync, readlinkSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import { AccConfigError } from "@argo-acc/core";

import { withStoreProblems } from "../../file/sqlite-problem.ts";
import { AccStoreError } from "../../file/store-error.ts";
import { type Mirror, openMirror } from "../mirror.ts";

/**
 * Checks that a backup may take a name, so that nothing is lost which is no backup.
 *
 * @returns the absolute path, without links
 * @throws AccStoreError, AccConfigError if it may not
 */
export function checkTarget(mirror: Mirror, target: string): string {
  if (target === "") {
    throw new AccConfigError("the name of the backup is empty", { cure: "name the file to write" });
  }
  return withStoreProblems(target, () => {
    const found = statSync(target, { throwIfNoEntry: false });
    if (found === undefined) return checkNewFile(target);
    const path = realpathSync(target);
    if (isSameFile(found, statSync(mirror.path))) {
      throw new AccConfigError(`${target} is the mirror itself`, {
        cure: "name another file for its backup",
      });
    }
    checkFile(found, path, mirror);
    return path;
  });
}

/** A name that nothing has yet, or a link that leads to such a name. */
function checkNewFile(target: string): string {
  const link = lstatSync(target, { throwIfNoEntry: false });
  if (link?.isSymbolicLink() === true) {
    return checkNewFile(resolve(realpathSync(dirname(resolve(target))), readlinkSync(target)));
  }
  const path = checkFolder(target);
  checkIsOfNoOther(path);
  return path;
}

function checkFolder(target: string): string {
  const isFolder = /[/\\]$/.test(target);
  const folder = isFolder ? resolve(target) : dirname(resolve(target));
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new AccStoreError("missing", target, `cannot make ${target}: there is no folder ${folder}`, {
      cure: `make the folder first: mkdir -p ${folder}`,
    });
  }
  return join(realpathSync(folder), basename(target));
}

function isSameFile(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

function checkFile(found: Stats, path: string, mirror: Mirror): void {
  if (found.isDirectory()) {
    throw new AccStoreError("directory", path, `${path} is a folder`, {
      cure: `name a file in it, such as ${join(path, basename(mirror.path))}`,
    });
  }
  if (!found.isFile()) throw notReplaced(path, "is no file", "name one");
  checkIsOfNoOther(path);
  if (found.size === 0) return;
  // Its log would be taken for the log of the file that takes its place.
  for (const end of ["-wal", "-journal"]) {
    if ((statSync(`${path}${end}`, { throwIfNoEntry: false })?.size ?? 0) === 0) continue;
    throw new AccStoreError("locked", path, `${path} is in use: there is ${basename(path)}${end} beside it`, {
      cure: "name another file: this one is a mirror that somebody writes",
    });
  }
  checkIsMirror(path, mirror.endpoint);
}

/** SQLite takes `FILE-wal` and the like for a part of FILE, and a lock that is replaced holds nobody back. */
function checkIsOfNoOther(path: string): void {
  const [end = ""] = /(?:-wal|-shm|-journal|\.lock|\.lock\.txt)$/.exec(path) ?? [];
  const owner = path.slice(0, path.length - end.length);
  if (end === "" || statSync(owner, { throwIfNoEntry: false })?.isFile() !== true) return;
  throw notReplaced(path, `belongs to ${basename(owner)} beside it`, "name another file");
}

/** One of another version is a mirror all the same. */
function checkIsMirror(path: string, endpoint: string): void {
  try {
    openMirror(path, { readonly: true, endpoint }).close();
  } catch (error) {
    if (!(error instanceof AccStoreError)) throw error;
    if (error.problem === "older" || error.problem === "newer") return;
    const words = error.problem === "other_service" ? "is a mirror of another service" : "is no mirror";
    throw notReplaced(path, words, "name another file; this one was left as it is", error);
  }
}

function notReplaced(path: string, words: string, cure: string, cause?: unknown): AccStoreError {
  return new AccStoreError("not_ours", path, `${path} ${words}: a backup does not replace it`, {
    cure,
    cause,
  });
}
