import type { Discovery } from "@argo-acc/client";
import {
  AccPermissionError,
  type List,
  type MetricDefinition,
  type MetricType,
  type Provider,
  type UnitType,
} from "@argo-acc/core";

import type { PullRun } from "./run.ts";
import { isBroken, orUnavailable } from "./unavailable.ts";

/** What the lists of the catalogue answered that a discovery does not ask; `undefined` = this token may not ask them. */
export interface Catalogue {
  readonly providers: readonly Provider[] | undefined;
  readonly definitions: readonly MetricDefinition[] | undefined;
  readonly unitTypes: readonly UnitType[] | undefined;
  readonly metricTypes: readonly MetricType[] | undefined;
  /** Lists that failed, in words. */
  readonly problems: readonly string[];
}

const NOTHING: Catalogue = {
  providers: undefined,
  definitions: undefined,
  unitTypes: undefined,
  metricTypes: undefined,
  problems: [],
};

/** Asks for all providers, metric definitions, unit types and metric types, where the token may have them. */
export async function readCatalogue(run: PullRun, discovery: Discovery): Promise<Catalogue> {
  const sibling = discovery.sources.find(({ source }) => source === "GET /providers/all");
  if (sibling?.error instanceof AccPermissionError) return NOTHING; // the same rule guards them all
  const { acc } = run;
  const { signal } = run.options;
  const ask = async <T>(
    list: List<T>,
  ): Promise<{ readonly items?: readonly T[]; readonly problem?: string }> => {
    const answer = await orUnavailable(() => list.toArray({ signal }));
    if ("value" in answer) return { items: answer.value };
    return isBroken(answer.error) ? { problem: answer.error.message } : {};
  };
  const lists = await Promise.all([
    ask(acc.providers.list()),
    ask(acc.metricDefinitions.list()),
    ask(acc.unitTypes.list()),
    ask(acc.metricTypes.list()),
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
