import type { Discovery } from "@argo-acc/client";
import { grantKey } from "@argo-acc/core";
import { readRefused, type RefusedGrant, saveRefused } from "@argo-acc/store/mirror";

import { isCovered } from "./covered-part.ts";
import type { PullRun } from "./run.ts";

/**
 * Stores what the token may not read, where something named it. What an earlier run was refused, and this one did not
 * ask for, is refused still: only a run with `full` asks for everything.
 */
export function keepRefused(
  { mirror, id, options }: Pick<PullRun, "mirror" | "id" | "options">,
  { grants, refused }: Discovery,
): readonly RefusedGrant[] {
  const readable = grants.map(({ grant }) => grant);
  const asked = new Set(refused.map(({ grant }) => grantKey(grant)));
  const earlier = options.full === true ? [] : readRefused(mirror);
  const still = earlier.filter(({ grant }) => !asked.has(grantKey(grant)) && !isCovered(readable, grant));
  saveRefused(mirror, id, [...refused, ...still]);
  return readRefused(mirror);
}
