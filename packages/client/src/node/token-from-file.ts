import { readFile, stat } from "node:fs/promises";

import { AccTokenError } from "@argo-acc/core";

import type { TokenSource } from "../token/token-source.ts";

/**
 * A token from a file, read again when the file changes: a job that writes fresh tokens there needs no restart.
 *
 * @throws AccTokenError (when the token is used) if the file is missing, a directory, unreadable or empty; the message
 *   names the file
 */
export function tokenFromFile(path: string): TokenSource {
  let kept: { readonly stamp: string; readonly token: string } | undefined;
  const read = async (): Promise<string> => {
    const stamp = await stampOf(path);
    if (kept?.stamp === stamp) return kept.token;
    const token = await readToken(path);
    kept = { stamp, token };
    return token;
  };
  return {
    get: read,
    renew() {
      kept = undefined;
      return read();
    },
  };
}

async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeNs, size, ino } = await stat(path, { bigint: true });
    return `${mtimeNs} ${size} ${ino}`;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function readToken(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const token = text.trim();
  if (token === "") {
    throw new AccTokenError(`the token file ${path} is empty`, {
      cure: "write an access token into it, alone on one line",
    });
  }
  return token;
}

function unreadable(path: string, cause: unknown): AccTokenError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const [words, cure] = WORDS[code] ?? [`cannot be read (${code})`, "check the path"];
  return new AccTokenError(`the token file ${path} ${words}`, { cure, cause });
}

const WORDS: Readonly<Record<string, readonly [words: string, cure: string]>> = {
  ENOENT: ["does not exist", "check the path, or write an access token there"],
  ENOTDIR: ["does not exist", "check the path, or write an access token there"],
  EISDIR: ["is a directory", "name the file inside it"],
  EACCES: ["may not be read by this user", "give this user the right to read it"],
  EPERM: ["may not be read by this user", "give this user the right to read it"],
};
