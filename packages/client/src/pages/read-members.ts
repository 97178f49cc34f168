import type { MetricWindow } from "@argo-acc/core";

import { runTasks } from "../walk/run-tasks.ts";
import { type GuardedList, PAGE_SIZE } from "./guarded-list.ts";
import type { PagePart } from "./page-part.ts";
import type { PageWalk } from "./page-walk.ts";
import { readList } from "./read-list.ts";

/** An installation to be read. */
export interface MemberReading {
  readonly list: GuardedList;
  readonly window: MetricWindow;
  /** How many metrics it was found to have. */
  readonly rows: number;
}

/**
 * Reads installations by their own lists: first those that have one page, a few at a time, then the others one after
 * another, so that the ids of one list alone are kept.
 */
export async function* readMembers(
  walk: PageWalk,
  readings: readonly MemberReading[],
): AsyncGenerator<PagePart, void, undefined> {
  const short = readings.filter(({ rows }) => rows < PAGE_SIZE);
  const work = async ({ list, window }: MemberReading, signal: AbortSignal) => {
    const parts: PagePart[] = [];
    for await (const part of readList(list, window, { ...walk, concurrency: 1, signal })) parts.push(part);
    return { kind: "done", reading: parts } as const;
  };
  for await (const parts of runTasks(short, work, walk)) yield* parts;
  for (const { list, window, rows } of readings) if (rows >= PAGE_SIZE) yield* readList(list, window, walk);
}
