import { closeSync, openSync, statSync } from "node:fs";

/** Makes an empty file that only its owner may read, unless there is one. */
export function makePrivateFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) closeSync(openSync(path, "a", 0o600));
}
