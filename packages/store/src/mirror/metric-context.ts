import type { MetricDefinition, MetricItem } from "@argo-acc/core";

/** What metrics of one kind have in common, as it was when they were written; the service never changes it. */
export type MetricContext = Pick<MetricItem, "project" | "resource" | "metric_definition">;

const DEFINITION_FIELDS = new Set([
  "metric_definition_id",
  "metric_name",
  "metric_description",
  "unit_type",
  "metric_type",
  "creator_id",
]);

/** The context as text, equal exactly for equal contexts: an absent field is left out, a null one is not. */
export function contextText(item: MetricItem): string {
  const { project, resource, metric_definition } = item;
  return JSON.stringify({ project, resource, metric_definition });
}

/**
 * Whether two contexts are the same for certain, told without making text of them. Where a newer service nests more
 * into a definition the answer is no, and their texts tell.
 */
export function isSameContext(one: MetricContext, other: MetricContext): boolean {
  return (
    one.project === other.project &&
    one.resource === other.resource &&
    isSameDefinition(one.metric_definition, other.metric_definition)
  );
}

function isSameDefinition(one: MetricDefinition, other: MetricDefinition): boolean {
  for (const field in one) if (Reflect.get(one, field) !== Reflect.get(other, field)) return false;
  // what is absent is no null, but reads like an undefined
  for (const field in other) if (!(field in one)) return false;
  return true;
}

/** What the columns of a definition do not say: the fields a newer service added. */
export function extraOfDefinition(definition: MetricDefinition): string | null {
  const extra = Object.entries(definition).filter(([field]) => !DEFINITION_FIELDS.has(field));
  return extra.length === 0 ? null : JSON.stringify({ metric_definition: Object.fromEntries(extra) });
}
