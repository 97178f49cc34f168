import type { Grant, Installation } from "@argo-acc/core";

import { askSource } from "../discover/source.ts";
import { Installations } from "../resources/installations.ts";
import type { Transport } from "../transport/transport.ts";

/**
 * The installations that a grant may have metrics of, where several are possible: `GET /installations/all`. None where
 * that is refused or fails: a reading then finds installations by their metrics, or does without.
 */
export async function catalogueFor(
  transport: Transport,
  grant: Grant,
  signal: AbortSignal,
): Promise<readonly Installation[]> {
  if (grant.kind === "installation") return [];
  const all = new Installations(transport).all({ signal });
  const { rows } = await askSource("GET /installations/all", () => all.toArray());
  return rows ?? [];
}
