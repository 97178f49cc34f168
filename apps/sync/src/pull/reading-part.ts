import type { Grant } from "@argo-acc/core";

/** What one reading asks for: a grant, and perhaps only some of its metrics. */
export interface ReadingPart {
  readonly grant: Grant;
  /** Only metrics of this definition. */
  readonly metric_definition_id?: string | undefined;
  /** Only metrics that start in this span: milliseconds since the epoch, whole days; `null` = open. */
  readonly startFrom?: number | null | undefined;
  readonly startUntil?: number | null | undefined;
}
