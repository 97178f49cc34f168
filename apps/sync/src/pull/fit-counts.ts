import type { Grant } from "@argo-acc/core";
import { countGrantRows, type SuspectedPath } from "@argo-acc/store/mirror";

import type { PullRun } from "./run.ts";
import { orUnavailable } from "./unavailable.ts";
import { countByLists, countProject } from "./witness/count-grant.ts";

/** Why what two readings lack cannot be called gone. */
export interface Misfit {
  readonly why: string;
  /** Whether the service cannot be counted at all. */
  readonly isUncounted: boolean;
}

/**
 * Compares what the lists count with what the mirror would show without its suspects: of the grant, or of each of the
 * projects they belong to where it is the whole system.
 *
 * @returns `undefined` if that fits, and every suspect was missed twice
 */
export async function findMisfit(
  run: PullRun,
  grant: Grant,
  suspects: readonly SuspectedPath[],
): Promise<Misfit | undefined> {
  for (const [scope, inside] of scopesOf(grant, suspects)) {
    const [once, twice] = [sumOf(inside, "once"), sumOf(inside, "twice")];
    const counted = await orUnavailable(() =>
      grant.kind === "system" && scope.kind === "project"
        ? countProject(run, scope.project_id)
        : countByLists(run, scope),
    );
    const missing = `${once + twice} metrics are missing`;
    if ("error" in counted) {
      return { why: `${missing} and the service cannot be counted`, isUncounted: true };
    }
    const wanted = countGrantRows(run.mirror, scope) - twice;
    if (once > 0 || counted.value !== wanted) {
      const why = `${missing}, but the service counts ${counted.value} and not ${wanted}`;
      return { why, isUncounted: false };
    }
  }
  return undefined;
}

/** Whether the list of one installation counts what the mirror would show of it without its suspects. */
export async function isFitting(run: PullRun, { path, rows, once, twice }: SuspectedPath): Promise<boolean> {
  if (once > 0) return false;
  const counted = await orUnavailable(() => countByLists(run, { kind: "installation", ...path }));
  return "value" in counted && counted.value === rows - twice;
}

function scopesOf(grant: Grant, suspects: readonly SuspectedPath[]): [Grant, readonly SuspectedPath[]][] {
  if (grant.kind !== "system") return [[grant, suspects]];
  const projects = Map.groupBy(suspects, ({ path }) => path.project_id);
  return [...projects].map(([project_id, inside]) => [{ kind: "project", project_id }, inside]);
}

function sumOf(suspects: readonly SuspectedPath[], field: "once" | "twice"): number {
  return suspects.reduce((sum, suspected) => sum + suspected[field], 0);
}
