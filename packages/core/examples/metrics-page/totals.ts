import { formatInstant, type MetricDefinition, type MetricItem, parseInstant } from "@argo-acc/core";

/** The metrics of one definition, added up. */
export interface DefinitionTotals {
  readonly definition: MetricDefinition;
  /** The sum of each month that has metrics, by `yyyy-mm`. */
  readonly months: ReadonlyMap<string, number>;
  readonly total: number;
}

/** All metrics added up, definitions by name, and the months that occur, in their order. */
export interface Totals {
  readonly months: readonly string[];
  readonly definitions: readonly DefinitionTotals[];
}

/** Adds up metrics by definition and by the month, in UTC, in which their period starts. */
export function addUp(metrics: readonly MetricItem[]): Totals {
  const groups = Map.groupBy(metrics, (metric) => metric.metric_definition_id);
  const definitions = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [totalsOf(first.metric_definition, group)];
  });
  const months = new Map<string, number>();
  for (const metric of metrics) months.set(monthOf(metric), startOf(metric));
  return {
    months: [...months].toSorted(([, a], [, b]) => a - b).map(([month]) => month),
    definitions: definitions.toSorted((a, b) =>
      a.definition.metric_name.localeCompare(b.definition.metric_name, "en"),
    ),
  };
}

function totalsOf(definition: MetricDefinition, metrics: readonly MetricItem[]): DefinitionTotals {
  const months = new Map<string, number>();
  for (const metric of metrics) {
    const month = monthOf(metric);
    months.set(month, (months.get(month) ?? 0) + metric.value);
  }
  return { definition, months, total: [...months.values()].reduce((sum, value) => sum + value, 0) };
}

function startOf(metric: MetricItem): number {
  return parseInstant(metric.time_period_start)?.epochMs ?? Number.NaN;
}

function monthOf(metric: MetricItem): string {
  return formatInstant(startOf(metric)).replace(/-\d\dT.*$/, "");
}
