import { type FileHandle, open } from "node:fs/promises";

import { AccConfigError } from "@argo-acc/core";

/**
 * Reads a file piece by piece. One that somebody else is still writing is refused at its end: half of its last line
 * could be read as a smaller value.
 *
 * @param path as the user named it; relative to the current folder
 * @param option the option that named it, for the cure
 * @throws AccConfigError if it cannot be read, or changed while it was read
 */
export async function* readInputFile(path: string, option: string): AsyncGenerator<Uint8Array> {
  const file = await openForReading(path, option);
  try {
    const before = await file.stat({ bigint: true });
    yield* file.createReadStream({ autoClose: false });
    const after = await file.stat({ bigint: true });
    if (before.isFile() && (before.size !== after.size || before.mtimeNs !== after.mtimeNs)) {
      throw new AccConfigError(`${path} changed while it was read`, {
        cure: "wait until it is written whole, and run the same command again",
      });
    }
  } catch (cause) {
    throw unreadable(path, option, cause);
  } finally {
    await file.close();
  }
}

async function openForReading(path: string, option: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (cause) {
    throw unreadable(path, option, cause);
  }
}

function unreadable(path: string, option: string, cause: unknown): unknown {
  if (!(cause instanceof Error && "code" in cause && "syscall" in cause)) return cause;
  const words: Record<string, string> = { ENOENT: "there is no such file", EISDIR: "it is a folder" };
  const why = words[String(cause.code)] ?? String(cause.code);
  return new AccConfigError(`cannot read ${path}: ${why}`, { cure: `check the path after ${option}`, cause });
}
