import { formatInstant } from "@argo-acc/core";

import type { MetricContext } from "../state/metric-row.ts";
import type { MetricTable } from "../state/metric-table.ts";
import type { World } from "../state/world.ts";
import { javaDouble } from "./java-double.ts";
import { brokenInside } from "./refusal.ts";
import { definitionShape } from "./shapes.ts";

/** The parts of a metric item that are the same for all metrics of a context. */
interface ConstantParts {
  readonly names: string;
  readonly definition: string;
}

const constants = new WeakMap<World, { readonly parts: Map<number, ConstantParts>; definitions: number }>();

/** A metric as lists and search print it. A definition that no longer exists makes it a 500. */
export function metricItemText(world: World, row: number): string {
  const { metrics } = world;
  const { names, definition } = constantParts(world, metrics.contextNumber(row));
  return (
    `{"id":"${metrics.id(row)}","time_period_start":"${formatInstant(metrics.start(row))}",` +
    `"time_period_end":"${formatInstant(metrics.end(row))}","value":${javaDouble(metrics.value(row))},` +
    `${names}${groupAndUser(metrics, row)},"metric_definition":${definition}}`
  );
}

/** What POST and PATCH echo, down to nanoseconds, and GET one reads back. */
export interface FlatMetric {
  readonly id: string;
  readonly metric_definition_id: string;
  readonly start: string;
  readonly end: string;
  readonly value: number;
  readonly group: string | undefined;
  readonly user: string | undefined;
}

/** A metric as POST, PATCH and GET one print it. */
export function flatMetricText(metric: FlatMetric): string {
  return (
    `{"metric_id":"${metric.id}","metric_definition_id":${JSON.stringify(metric.metric_definition_id)},` +
    `"time_period_start":"${metric.start}","time_period_end":"${metric.end}",` +
    `"value":${javaDouble(metric.value)}${optional("group_id", metric.group)}${optional("user_id", metric.user)}}`
  );
}

function groupAndUser(metrics: MetricTable, row: number): string {
  const group = metrics.groups.json(metrics.group(row));
  const user = metrics.users.json(metrics.user(row));
  return (
    (group === undefined ? "" : `,"group_id":${group}`) + (user === undefined ? "" : `,"user_id":${user}`)
  );
}

function optional(name: string, text: string | undefined): string {
  return text === undefined ? "" : `,"${name}":${JSON.stringify(text)}`;
}

function constantParts(world: World, number: number): ConstantParts {
  let cache = constants.get(world);
  if (cache === undefined || cache.definitions !== world.definitionsVersion) {
    cache = { parts: new Map(), definitions: world.definitionsVersion };
    constants.set(world, cache);
  }
  const known = cache.parts.get(number);
  if (known !== undefined) return known;
  const context = world.metrics.contexts[number] as MetricContext;
  const definition = world.definitions.get(context.metric_definition_id);
  if (definition === undefined) {
    throw brokenInside(`The metric definition ${context.metric_definition_id} of a metric no longer exists.`);
  }
  const { project, provider, installation_id, project_id, resource } = context;
  const names = {
    project,
    provider,
    installation_id,
    project_id,
    ...(resource === null ? {} : { resource }),
  };
  const parts = {
    names: JSON.stringify(names).slice(1, -1),
    definition: JSON.stringify(definitionShape(definition)),
  };
  cache.parts.set(number, parts);
  return parts;
}
