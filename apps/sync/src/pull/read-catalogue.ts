import type { Discovery } from "@argo-acc/client";
import {
  AccNotFoundError,
  AccPermissionError,
  type MetricDefinition,
  type MetricType,
  type Paged,
  type Provider,
  readCounted,
  type UnitType,
} from "@argo-acc/core";
import { definitionKind, readEntities } from "@argo-acc/store/mirror";

import { namedUnits } from "./named-installations.ts";
import type { PullRun } from "./run.ts";
import { isBroken, orUnavailable } from "./unavailable.ts";

/** What the lists of the catalogue answered that a discovery does not ask; `undefined` = this token may not ask them. */
export interface Catalogue extends Lists {
  /** Units of access that trees name by their ids alone, and no list tells more of. */
  readonly units: readonly MetricDefinition[];
}

interface Lists {
  readonly providers: readonly Provider[] | undefined;
  readonly definitions: readonly MetricDefinition[] | undefined;
  readonly unitTypes: readonly UnitType[] | undefined;
  readonly metricTypes: readonly MetricType[] | undefined;
  /** Lists that failed, in words. */
  readonly problems: readonly string[];
}

const NOTHING: Lists = {
  providers: undefined,
  definitions: undefined,
  unitTypes: undefined,
  metricTypes: undefined,
  problems: [],
};

/**
 * Asks for all providers, metric definitions, unit types and metric types, where the token may have them, and one by one
 * for the units of access that nothing else tells of.
 */
export async function readCatalogue(run: PullRun, discovery: Discovery): Promise<Catalogue> {
  const lists = await readLists(run, discovery);
  return { ...lists, units: lists.definitions === undefined ? await readUnits(run, discovery) : [] };
}

async function readLists(run: PullRun, discovery: Discovery): Promise<Lists> {
  const sibling = discovery.sources.find(({ source }) => source === "GET /providers/all");
  if (sibling?.error instanceof AccPermissionError) return NOTHING; // the same rule guards them all
  const { acc } = run;
  const { signal } = run.options;
  const ask = async <T>(
    name: string,
    list: Paged<T>,
  ): Promise<{ readonly items?: readonly T[]; readonly problem?: string }> => {
    const answer = await orUnavailable(() => readCounted(list, { signal }));
    if ("error" in answer) return isBroken(answer.error) ? { problem: answer.error.message } : {};
    const { items, total, fits } = answer.value;
    return fits
      ? { items }
      : { items, problem: `${name} gives ${items.length} rows where it counts ${total}` };
  };
  const lists = await Promise.all([
    ask("GET /providers", acc.providers.list()),
    ask("GET /metric-definitions", acc.metricDefinitions.list()),
    ask("GET /unit-types", acc.unitTypes.list()),
    ask("GET /metric-types", acc.metricTypes.list()),
  ]);
  const [providers, definitions, unitTypes, metricTypes] = lists;
  return {
    providers: providers.items,
    definitions: definitions.items,
    unitTypes: unitTypes.items,
    metricTypes: metricTypes.items,
    problems: lists.flatMap(({ problem }) => problem ?? []),
  };
}

/** What the mirror knows of a definition is asked for again only where everything is. */
async function readUnits(
  { acc, mirror, options }: PullRun,
  discovery: Discovery,
): Promise<MetricDefinition[]> {
  const stored = options.full === true ? [] : readEntities(mirror, definitionKind);
  const known = new Set(stored.map((item) => item.metric_definition_id));
  const units: MetricDefinition[] = [];
  for (const id of namedUnits(discovery)) {
    if (known.has(id)) continue;
    const answer = await orUnavailable(() => acc.metricDefinitions.get(id, { signal: options.signal }));
    if ("value" in answer) units.push(answer.value);
    else if (!(answer.error instanceof AccNotFoundError)) break; // the same rule guards the others
  }
  return units;
}
