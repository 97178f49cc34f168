import { type MetricItem, parseInstant, valueToWire } from "@argo-acc/core";
import type { MetricFacts } from "@argo-acc/store/mirror";

import type { FieldDifference, MetricDifference } from "./verify-result.ts";

/** A metric that differs, with the definitions under which it is known. */
export interface FoundMetric extends MetricDifference {
  readonly definitions: readonly string[];
}

/**
 * The metrics that are not the same in the mirror and at the service, by id.
 *
 * @param find looks for a metric of the mirror that is not among `ours`, since its start or definition is another
 */
export function compareMetrics(
  ours: readonly MetricFacts[],
  theirs: readonly MetricItem[],
  find: (id: string) => MetricFacts | undefined,
): FoundMetric[] {
  const here = new Map(ours.map((facts) => [facts.id, facts]));
  const there = new Map(theirs.map((item) => [item.id, item]));
  const found = [...there.values()].map((item) => compareOne(here.get(item.id) ?? find(item.id), item));
  const missing = ours
    .filter(({ id }) => !there.has(id))
    .map(({ id, time_period_start, metric_definition_id }) => ({
      id,
      problem: "missing there" as const,
      time_period_start,
      fields: [],
      definitions: [metric_definition_id],
    }));
  return [...found.filter((metric) => metric !== undefined), ...missing];
}

function compareOne(our: MetricFacts | undefined, their: MetricItem): FoundMetric | undefined {
  const { id, time_period_start, metric_definition_id } = their;
  if (our === undefined) {
    return {
      id,
      problem: "missing here",
      time_period_start,
      fields: [],
      definitions: [metric_definition_id],
    };
  }
  const fields = [
    ...TEXTS.flatMap((field) => difference(field, our[field] ?? null, their[field] ?? null, Object.is)),
    ...INSTANTS.flatMap((field) => difference(field, our[field], their[field], isSameInstant)),
  ];
  const definitions = [...new Set([our.metric_definition_id, metric_definition_id])];
  return fields.length === 0
    ? undefined
    : { id, problem: "different", time_period_start, fields, definitions };
}

const TEXTS = ["value", "metric_definition_id", "group_id", "user_id"] as const;
const INSTANTS = ["time_period_start", "time_period_end"] as const;

function difference<T extends string | number | null>(
  field: string,
  mirror: T,
  service: T,
  isSame: (one: T, other: T) => boolean,
): FieldDifference[] {
  return isSame(mirror, service) ? [] : [{ field, mirror: written(mirror), service: written(service) }];
}

/** However they are spelled. */
function isSameInstant(one: string, other: string): boolean {
  const [a, b] = [parseInstant(one), parseInstant(other)];
  return a !== undefined && b !== undefined && a.epochMs === b.epochMs && a.nanos === b.nanos;
}

function written(field: string | number | null): string | number | null {
  if (typeof field !== "number") return field;
  return Object.is(field, -0) ? "-0" : valueToWire(field);
}
