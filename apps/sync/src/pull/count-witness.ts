import { allOf, type SearchQuery, textBefore, textFrom, textIs } from "@argo-acc/client";
import { type Grant, resourcePath } from "@argo-acc/core";

import type { PullRun } from "./run.ts";
import { orUnavailable } from "./unavailable.ts";

/** What the two counts of a grant say together: search shows what the guarded list counts, or why it cannot be relied on. */
export type Witness =
  | { readonly agrees: true; readonly count: number }
  | { readonly agrees: false; readonly count: number; readonly why: string };

/**
 * Compares what search finds of a grant with what the guarded list counts. Both are asked again if they differ, since
 * somebody may have written between them.
 *
 * @param counted what the guarded list counted
 */
export async function compareCounts(run: PullRun, grant: Grant, counted: number): Promise<Witness> {
  if (grant.kind === "system") return { agrees: true, count: counted }; // its count is a search
  const { signal } = run.options;
  let count = counted;
  for (let attempt = 1; ; attempt++) {
    const found = await orUnavailable(() => run.acc.metrics.search(queryOfGrant(grant)).count({ signal }));
    if ("error" in found) {
      return { agrees: false, count, why: `search cannot be used: ${found.error.message}` };
    }
    if (found.value === count) return { agrees: true, count };
    if (attempt === 2) {
      const why =
        `search shows ${found.value} of ${count} metrics; ` +
        "such a service can only be read page by page, which this version cannot do";
      return { agrees: false, count, why };
    }
    count = await run.acc.countMetrics(grant, { signal });
  }
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
