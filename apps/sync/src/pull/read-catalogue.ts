import type { Discovery } from "@argo-acc/client";
import { AccPermissionError, type List, type MetricDefinition, type Provider } from "@argo-acc/core";

import type { PullRun } from "./run.ts";
import { isBroken, orUnavailable } from "./unavailable.ts";

/** What the lists of the catalogue answered that a discovery does not ask; `undefined` = this token may not ask them. */
export interface Catalogue {
  readonly providers: readonly Provider[] | undefined;
  readonly definitions: readonly MetricDefinition[] | undefined;
  /** Lists that failed, in words. */
  readonly problems: readonly string[];
}

/** Asks for all providers and metric definitions, where the token may have them. */
export async function readCatalogue(run: PullRun, discovery: Discovery): Promise<Catalogue> {
  const sibling = discovery.sources.find(({ source }) => source === "GET /providers/all");
  if (sibling?.error instanceof AccPermissionError) {
    return { providers: undefined, definitions: undefined, problems: [] }; // the same rule guards all three
  }
  const { acc } = run;
  const { signal } = run.options;
  const problems: string[] = [];
  const ask = async <T>(list: List<T>) => {
    const answer = await orUnavailable(() => list.toArray({ signal }));
    if ("value" in answer) return answer.value;
    if (isBroken(answer.error)) problems.push(answer.error.message);
    return undefined;
  };
  const providers = await ask(acc.providers.list());
  const definitions = await ask(acc.metricDefinitions.list());
  return { providers, definitions, problems };
}
