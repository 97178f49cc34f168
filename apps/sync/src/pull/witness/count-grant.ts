import { allOf, type SearchQuery, textBefore, textFrom, textIs } from "@argo-acc/client";
import { AccNotFoundError, type Grant, resourcePath } from "@argo-acc/core";
import { type MetricPair, projectsWithRows } from "@argo-acc/store/mirror";

import type { PullRun } from "../run.ts";

/** Counts of projects in flight. */
const CONCURRENCY = 4;

/** How many metrics search finds of a grant. */
export function countBySearch({ acc, options }: PullRun, grant: Grant): Promise<number> {
  const { signal } = options;
  if (grant.kind === "system") return acc.countMetrics(grant, { signal });
  return acc.metrics.search(queryOfGrant(grant)).count({ signal });
}

/**
 * How many metrics the lists of the service count of a grant, which know nothing of search: for the whole system those
 * of its projects.
 */
export async function countByLists(run: PullRun, grant: Grant): Promise<number> {
  const { acc, options, mirror, projects } = run;
  if (grant.kind !== "system") return acc.countMetrics(grant, { signal: options.signal });
  const ids = [...new Set([...projects, ...projectsWithRows(mirror)])];
  let count = 0;
  for (let at = 0; at < ids.length; at += CONCURRENCY) {
    const counts = ids.slice(at, at + CONCURRENCY).map((project_id) => countProject(run, project_id));
    for (const one of await Promise.all(counts)) count += one;
  }
  return count;
}

/**
 * How many metrics a project has, for who may read the whole system. A deleted project has no list any more, and one that
 * has lost its list goes on being found.
 */
export async function countProject(run: PullRun, project_id: string): Promise<number> {
  const grant = { kind: "project", project_id } as const;
  try {
    return await run.acc.countMetrics(grant, { signal: run.options.signal });
  } catch (error) {
    if (error instanceof AccNotFoundError) return countBySearch(run, grant);
    throw error;
  }
}

/** How many metrics of one definition search finds in one installation. */
export function countPairBySearch({ acc, options }: PullRun, pair: MetricPair): Promise<number> {
  const path = resourcePath(pair.project_id, pair.provider_id, pair.installation_id);
  const query = allOf(textIs("resource_id", path), textIs("metric_definition_id", pair.metric_definition_id));
  return acc.metrics.search(query).count({ signal: options.signal });
}

/** The search that finds exactly what a grant covers, by the same field as the windows of a reading. */
function queryOfGrant(grant: Exclude<Grant, { kind: "system" }>): SearchQuery {
  const { project_id: project } = grant;
  switch (grant.kind) {
    case "project":
      return allOf(textIs("project_id", project), ...pathsBelow(project));
    case "provider":
      return allOf(
        textIs("project_id", project),
        textIs("provider", grant.provider_id),
        ...pathsBelow(`${project}.${grant.provider_id}`),
      );
    case "installation":
      return textIs("resource_id", resourcePath(project, grant.provider_id, grant.installation_id));
  }
}

/** `/` is the code point after `.`. */
function pathsBelow(path: string): SearchQuery[] {
  return [textFrom("resource_id", `${path}.`), textBefore("resource_id", `${path}/`)];
}
