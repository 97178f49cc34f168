import {
  AccConfigError,
  type AccError,
  AccProtocolError,
  comparePaths,
  type MetricWindow,
} from "@argo-acc/core";

import { listProjects } from "../discover/list-projects.ts";
import { Admin } from "../resources/admin/admin.ts";
import { countSteadily } from "./count-members.ts";
import { asListFailure, GuardedList } from "./guarded-list.ts";
import { disagreement, emptyWindows, holes } from "./known-parts.ts";
import type { PagePart } from "./page-part.ts";
import type { PageWalk } from "./page-walk.ts";
import { readGrant } from "./read-grant.ts";
import { type Ranged, tileRanges } from "./tile-ranges.ts";

/** A project, and its list; or why it has none. */
interface ListedProject extends Ranged {
  readonly list: GuardedList | AccError;
}

/**
 * Reads the whole system project by project. It has no list of its own: that nothing lies between the projects is proven
 * by the administration's count of all metrics (`GET /admin/metrics`).
 */
export async function* readSystem(
  walk: PageWalk,
  root: MetricWindow,
): AsyncGenerator<PagePart, void, undefined> {
  const projects = await projectsOf(walk);
  const { tiles, gaps } = tileRanges(root, projects);
  for (const { list, window } of tiles) {
    if (list instanceof GuardedList) yield* readGrant(walk, list, window);
    else yield { outcome: "hole", window, error: list };
  }
  const lists = projects.map(({ list }) => list).filter((list) => list instanceof GuardedList);
  const admin = new Admin(walk.transport);
  const everCreated = { start: "0001-01-01", end: "9999-12-30" };
  const countAll = async (signal: AbortSignal) => (await admin.counts(everCreated, { signal })).metric_count;
  try {
    const counts = lists.length < projects.length ? undefined : await countSteadily(countAll, lists, walk);
    yield* counts === undefined ? holes(gaps, disagreement("GET /admin/metrics")) : emptyWindows(gaps);
  } catch (error) {
    yield* holes(gaps, asListFailure(error));
  }
}

/** The projects that are listed and those that installations name, in the order of their paths. */
async function projectsOf(walk: PageWalk): Promise<ListedProject[]> {
  const ids = new Set(walk.installations.map(({ project }) => project));
  try {
    for await (const { id } of listProjects(walk.transport, { signal: walk.signal })) ids.add(id);
  } catch (error) {
    asListFailure(error); // those that are not known are missing in the sum
  }
  const sorted = [...ids].toSorted((a, b) => comparePaths(`${a}.`, `${b}.`));
  // one whose id goes on with a dot lies within the other's range
  const outer = sorted.filter((id) => !sorted.some((other) => id.startsWith(`${other}.`)));
  return outer.map((id) => {
    const inner = sorted.find((other) => other.startsWith(`${id}.`));
    return {
      range: [`${id}.`, `${id}/`],
      list: inner === undefined ? listOf(walk, id) : entangled(id, inner),
    };
  });
}

/** No URL can name every id that there may be. */
function listOf({ transport }: PageWalk, project_id: string): GuardedList | AccError {
  try {
    return new GuardedList(transport, { kind: "project", project_id });
  } catch (error) {
    if (error instanceof AccConfigError) return error;
    throw error;
  }
}

function entangled(outer: string, inner: string): AccError {
  const words = `projects ${outer} and ${inner} share a range of resource paths, so that neither can be proven by its list`;
  return new AccProtocolError(`GET /projects/{id}/metrics: ${words}`, {
    cure: "read each of them as a grant of its own",
  });
}
