import { type Grant, grantCovers, grantKey } from "@argo-acc/core";
import type { SuspectedPair } from "@argo-acc/store/mirror";

/** What one reading asks for: a grant, and perhaps only some of its metrics. */
export interface ReadingPart {
  readonly grant: Grant;
  /** Only metrics of this definition. */
  readonly metric_definition_id?: string | undefined;
  /** Only metrics that start in this span: milliseconds since the epoch, whole days; `null` = open. */
  readonly startFrom?: number | null | undefined;
  readonly startUntil?: number | null | undefined;
}

/** Whether it is all metrics of a grant. */
export function isWhole({ metric_definition_id, startFrom = null, startUntil = null }: ReadingPart): boolean {
  return metric_definition_id === undefined && startFrom === null && startUntil === null;
}

/** Whether a part lies in another one. */
export function isPartOf(inner: ReadingPart, outer: ReadingPart): boolean {
  const { metric_definition_id, startFrom = null, startUntil = null } = outer;
  return (
    grantCovers(outer.grant, inner.grant) &&
    (metric_definition_id === undefined || metric_definition_id === inner.metric_definition_id) &&
    startFrom === null &&
    startUntil === null
  );
}

/**
 * What to read once more to look for metrics that a reading lacked: the parts they belong to, or their installations
 * where the reading was of everything, or saw them outside its parts.
 */
export function partsToRepeat(
  suspected: readonly SuspectedPair[],
  parts: readonly ReadingPart[] | undefined,
): ReadingPart[] {
  const again = new Map<string, ReadingPart>();
  for (const pair of suspected) {
    const { project_id, provider_id, installation_id } = pair;
    const grant: Grant = { kind: "installation", project_id, provider_id, installation_id };
    const read = (parts ?? []).filter((part) => contains(part, grant, pair));
    for (const part of read.length > 0 ? read : [{ grant }]) again.set(JSON.stringify(part), part);
  }
  const wholes = new Set([...again.values()].filter(isWhole).map(({ grant }) => grantKey(grant)));
  return [...again.values()].filter((part) => isWhole(part) || !wholes.has(grantKey(part.grant)));
}

function contains(part: ReadingPart, grant: Grant, { metric_definition_id, first, last }: SuspectedPair) {
  const { startFrom = null, startUntil = null } = part;
  return (
    grantCovers(part.grant, grant) &&
    (part.metric_definition_id === undefined || part.metric_definition_id === metric_definition_id) &&
    (startFrom === null || startFrom <= last) &&
    (startUntil === null || startUntil > first)
  );
}
