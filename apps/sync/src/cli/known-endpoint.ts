import { AccStoreError, openMirror } from "@argo-acc/store/mirror";
import { openOutbox } from "@argo-acc/store/outbox";

import { isAbsent } from "./state-files.ts";

/**
 * The service a file belongs to, so that it need not be named again.
 *
 * @returns `undefined` if there is no such file yet
 * @throws AccStoreError if the file is not one of ours
 */
export function knownEndpoint(path: string, kind: "mirror" | "outbox"): string | undefined {
  if (isAbsent(path)) return undefined;
  const open = kind === "mirror" ? openMirror : openOutbox;
  try {
    using file = open(path, { readonly: true });
    return file.endpoint;
  } catch (error) {
    if (!(error instanceof AccStoreError) || error.problem !== "older") throw error;
    using file = open(path, { create: false }); // brings it up to date, which reading alone cannot
    return file.endpoint;
  }
}
