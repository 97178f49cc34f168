import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { AccConfigError } from "@argo-acc/core";
import { AccStoreError } from "@argo-acc/store/mirror";

/** Takes a piece of text; resolves when there is room for the next. */
export type Write = (chunk: string) => Promise<void>;

/**
 * Writes a file so that it is there whole or not at all: into a new file beside it, which takes its name once the
 * disk has everything. If `produce` throws, the old file is as it was and the new one is gone. A device or a pipe is
 * written to directly.
 *
 * @throws AccConfigError if the path cannot be a file
 * @throws AccStoreError if it may not be written, or the disk is full
 */
export async function replaceFile<T>(path: string, produce: (write: Write) => Promise<T>): Promise<T> {
  const target = await realTarget(path);
  if (target.direct) return writeTo(target.path, "w", path, produce);
  const temporary = join(
    dirname(target.path),
    `.${basename(target.path)}.${randomBytes(4).toString("hex")}.tmp`,
  );
  try {
    const result = await writeTo(temporary, "wx", path, produce, target.mode);
    await rename(temporary, target.path).catch((error: unknown) => {
      throw writingProblem(error, path);
    });
    await syncFolder(dirname(target.path));
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

interface Target {
  readonly path: string;
  /** Whether it is no regular file, so that there is nothing to replace. */
  readonly direct: boolean;
  readonly mode: number | undefined;
}

async function realTarget(path: string): Promise<Target> {
  try {
    const real = await realpath(path);
    const found = await stat(real);
    if (found.isDirectory()) {
      throw new AccConfigError(`${path} is a folder`, { cure: "name a file in it" });
    }
    return { path: real, direct: !found.isFile(), mode: found.mode & 0o777 };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return { path, direct: false, mode: undefined };
    }
    throw writingProblem(error, path);
  }
}

async function writeTo<T>(
  path: string,
  flags: string,
  shown: string,
  produce: (write: Write) => Promise<T>,
  mode?: number,
): Promise<T> {
  const withProblems = <R>(work: Promise<R>) =>
    work.catch((error: unknown) => {
      throw writingProblem(error, shown);
    });
  const file: FileHandle = await withProblems(open(path, flags));
  try {
    if (mode !== undefined) await withProblems(file.chmod(mode)); // whoever could read the old file can read the new one
    const result = await produce((chunk) => withProblems(file.writeFile(chunk)));
    if (flags === "wx") await withProblems(file.sync());
    return result;
  } finally {
    await file.close();
  }
}

/** Makes the new name last through a power failure, where the system can. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  try {
    await folder?.sync();
  } catch {
    // some file systems cannot; the content itself is on the disk already
  } finally {
    await folder?.close();
  }
}

function writingProblem(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return error;
  switch (error.code) {
    case "ENOENT":
    case "ENOTDIR":
      if (isFolder(dirname(path))) return cannotWrite(error, path); // such as /proc, which takes no new files
      return new AccConfigError(`cannot write ${path}: there is no folder ${dirname(path)}`, {
        cure: `make the folder first: mkdir -p ${dirname(path)}`,
        cause: error,
      });
    case "ENOSPC":
    case "EDQUOT":
      return new AccStoreError("full", path, `cannot write ${path}: the disk is full`, {
        cure: "free some space and run the same command again; what was there before is as it was",
        cause: error,
      });
    default:
      return cannotWrite(error, path);
  }
}

function cannotWrite(error: Error & { readonly code: unknown }, path: string): AccStoreError {
  return new AccStoreError("readonly", path, `cannot write ${path} (${String(error.code)})`, {
    cure: "check the permissions of the file and of its folder",
    cause: error,
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
