import {
  comparePaths,
  type Grant,
  metricPath,
  type MetricItem,
  type MetricWindow,
  parseInstant,
} from "@argo-acc/core";

import { instantIs } from "../resources/search/instant-criteria.ts";
import { allOf, everything, type SearchQuery } from "../resources/search/search-query.ts";
import { textBefore, textFrom, textIs } from "../resources/search/text-criteria.ts";

/** The first instant and the last whole second that search can name. */
export const FIRST_SECOND = Date.parse("0001-01-01T00:00:00Z");
export const LAST_SECOND = Date.parse("9999-12-31T23:59:59Z");

/** The paths a grant covers, and perhaps those of a project whose id goes on with a dot. */
export function boxOfGrant(grant: Grant, startFrom: number | null, startUntil: number | null): MetricWindow {
  const [pathFrom, pathUntil] = pathsOfGrant(grant);
  return { pathFrom, pathUntil, startFrom, startUntil };
}

/** `/` is the code point after `.`, and U+0000 makes the next text after a path. */
function pathsOfGrant(grant: Grant): readonly [string | null, string | null] {
  switch (grant.kind) {
    case "system":
      return [null, null];
    case "project":
      return [`${grant.project_id}.`, `${grant.project_id}/`];
    case "provider":
      return [`${grant.project_id}.${grant.provider_id}.`, `${grant.project_id}.${grant.provider_id}/`];
    case "installation": {
      const path = `${grant.project_id}.${grant.provider_id}.${grant.installation_id}`;
      return [path, `${path}\0`];
    }
  }
}

/** The search that finds what is in a box. */
export function queryOfBox(box: MetricWindow): SearchQuery {
  const criteria = [...pathCriteria(box), ...startCriteria(box)];
  return criteria.length === 0 ? everything() : allOf(...criteria);
}

function pathCriteria({ pathFrom, pathUntil }: MetricWindow): SearchQuery[] {
  if (pathFrom !== null && pathUntil === `${pathFrom}\0`) return [textIs("resource_id", pathFrom)];
  return [
    ...(pathFrom === null ? [] : [textFrom("resource_id", pathFrom)]),
    ...(pathUntil === null ? [] : [textBefore("resource_id", pathUntil)]),
  ];
}

function startCriteria({ startFrom, startUntil }: MetricWindow): SearchQuery[] {
  return [
    ...(startFrom === null ? [] : [instantIs("time_period_start", "gte", startFrom)]),
    ...(startUntil === null ? [] : [instantIs("time_period_start", "lt", startUntil)]),
  ];
}

/**
 * Makes the test whether a metric lies in a box. Rows of one installation come in long runs, so what was found for a
 * path is kept: comparing paths is the dear part.
 */
export function inBox(box: MetricWindow): (metric: MetricItem) => boolean {
  const known = new Map<string, boolean>();
  const { startFrom, startUntil } = box;
  return (metric) => {
    const path = metricPath(metric);
    let inside = known.get(path);
    if (inside === undefined) {
      inside = isPathInBox(box, path);
      known.set(path, inside);
    }
    const start = startOf(metric);
    return (
      inside && (startFrom === null || start >= startFrom) && (startUntil === null || start < startUntil)
    );
  };
}

/** Whether a path lies in a box. */
function isPathInBox({ pathFrom, pathUntil }: MetricWindow, path: string): boolean {
  return (
    (pathFrom === null || comparePaths(path, pathFrom) >= 0) &&
    (pathUntil === null || comparePaths(path, pathUntil) < 0)
  );
}

/** When a metric's period starts, in milliseconds since the epoch. */
export function startOf(metric: MetricItem): number {
  return parseInstant(metric.time_period_start)?.epochMs ?? Number.NaN;
}

/** Cuts a box at paths, which rise and lie inside. The parts tile it. */
export function cutAtPaths(box: MetricWindow, cuts: readonly string[]): MetricWindow[] {
  return edges(box.pathFrom, cuts, box.pathUntil).map(([pathFrom, pathUntil]) => ({
    ...box,
    pathFrom,
    pathUntil,
  }));
}

/** Cuts a box at period starts, which rise and lie inside. The parts tile it. */
export function cutAtStarts(box: MetricWindow, cuts: readonly number[]): MetricWindow[] {
  return edges(box.startFrom, cuts, box.startUntil).map(([startFrom, startUntil]) => ({
    ...box,
    startFrom,
    startUntil,
  }));
}

/**
 * Parts a known installation from what lies around it, which may be others that are not known yet.
 *
 * @returns `undefined` if the box holds no other path
 */
export function isolatePath(box: MetricWindow, path: string): MetricWindow[] | undefined {
  const cuts = [path, `${path}\0`].filter((cut) => cut !== box.pathFrom && cut !== box.pathUntil);
  return cuts.length === 0 ? undefined : cutAtPaths(box, cuts);
}

/** The ranges between neighbouring edges. */
export function edges<T>(
  from: T | null,
  cuts: readonly T[],
  until: T | null,
): (readonly [T | null, T | null])[] {
  return [...cuts, until].map((edge, index) => [index === 0 ? from : (cuts[index - 1] ?? null), edge]);
}
