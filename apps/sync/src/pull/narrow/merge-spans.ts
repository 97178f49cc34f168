import type { StartSpan } from "@argo-acc/store/mirror";

/** Joins spans that touch or overlap: the same starts in as few spans as there can be, rising. */
export function mergeSpans(spans: readonly StartSpan[]): StartSpan[] {
  const merged: StartSpan[] = [];
  for (const span of spans.toSorted((a, b) => fromOf(a) - fromOf(b))) {
    const last = merged.at(-1);
    if (last === undefined || fromOf(span) > untilOf(last)) merged.push(span);
    else if (untilOf(span) > untilOf(last)) {
      merged.splice(-1, 1, { ...last, startUntil: span.startUntil });
    }
  }
  return merged;
}

function fromOf({ startFrom }: StartSpan): number {
  return startFrom ?? Number.NEGATIVE_INFINITY;
}

function untilOf({ startUntil }: StartSpan): number {
  return startUntil ?? Number.POSITIVE_INFINITY;
}
