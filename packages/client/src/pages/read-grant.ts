import type { AccError, MetricWindow } from "@argo-acc/core";

import { countMembers, countSteadily } from "./count-members.ts";
import { asListFailure, type GuardedList, PAGE_SIZE } from "./guarded-list.ts";
import { disagreement, emptyWindows, holes } from "./known-parts.ts";
import type { PagePart } from "./page-part.ts";
import { type Member, membersOf, type PageWalk } from "./page-walk.ts";
import { readList } from "./read-list.ts";
import { readMembers } from "./read-members.ts";
import { tileRanges } from "./tile-ranges.ts";

/** A grant, its own list, and the installations in it. */
interface Whole {
  readonly own: GuardedList;
  readonly box: MetricWindow;
  readonly members: readonly Member[];
}

/**
 * Reads a project, a provider or an installation: by its own list if that has one page or there is none narrower; else
 * installation by installation, where these count together what it counts itself, so that nothing lies between them; else
 * by its own list, which has the metrics of installations that have left the catalogue as well. Where that proves nothing,
 * installations are read one by one, and what lies between them is a hole.
 */
export async function* readGrant(
  walk: PageWalk,
  own: GuardedList,
  box: MetricWindow,
): AsyncGenerator<PagePart, void, undefined> {
  const members = own.grant.kind === "installation" ? [] : membersOf(walk, own.grant);
  const whole = { own, box, members };
  let counts: readonly number[] | undefined;
  try {
    const isLong = members.length > 0 && (await own.count(walk.signal)) >= PAGE_SIZE;
    if (isLong) counts = await countMembers(...countingOf(walk, whole));
  } catch (error) {
    yield { outcome: "hole", window: box, error: asListFailure(error) };
    return;
  }
  yield* counts === undefined ? readOwn(walk, whole) : readCounted(walk, whole, counts);
}

async function* readOwn(
  walk: PageWalk,
  { own, box, members }: Whole,
): AsyncGenerator<PagePart, void, undefined> {
  for await (const part of readList(own, box, walk)) {
    if (part.outcome !== "hole") yield part;
    else if (members.length === 0) yield part;
    else yield* readApart(walk, { own, box, members }, part.error);
  }
}

/** Reads the installations there are, though they are not all. How many metrics they have is not known. */
async function* readApart(
  walk: PageWalk,
  { box, members }: Whole,
  error: AccError,
): AsyncGenerator<PagePart, void, undefined> {
  const { tiles, gaps } = tileRanges(box, members);
  yield* readMembers(
    walk,
    tiles.map((tile) => ({ ...tile, rows: Number.POSITIVE_INFINITY })),
  );
  yield* holes(gaps, error);
}

/** Reads the installations that have metrics. The others, and what lies between them all, are proven empty by counts. */
async function* readCounted(
  walk: PageWalk,
  whole: Whole,
  counts: readonly number[],
): AsyncGenerator<PagePart, void, undefined> {
  const counted = whole.members.map((member, index) => ({ ...member, rows: counts[index] ?? 0 }));
  const { tiles, gaps } = tileRanges(
    whole.box,
    counted.filter(({ rows }) => rows > 0),
  );
  const expected = new Map(tiles.map(({ window, rows }) => [window, rows]));
  let isQuiet = true;
  for await (const part of readMembers(walk, tiles)) {
    if (part.outcome !== "seen")
      isQuiet &&= part.outcome === "proven" && part.rows === expected.get(part.window);
    yield part;
  }
  try {
    const sum = counts.reduce((rows, count) => rows + count, 0);
    const isAll = isQuiet && (await whole.own.count(walk.signal)) === sum;
    const areEmpty = isAll || (await areStillEmpty(walk, whole, counts));
    yield* areEmpty ? emptyWindows(gaps) : holes(gaps, disagreement(whole.own.name));
  } catch (error) {
    yield* holes(gaps, asListFailure(error));
  }
}

/** Whether the installations that had no metrics have none now, and all of them together all there are. */
async function areStillEmpty(walk: PageWalk, whole: Whole, counts: readonly number[]): Promise<boolean> {
  const now = await countSteadily(...countingOf(walk, whole), counts);
  return now?.every((count, index) => count === 0 || counts[index] !== 0) ?? false;
}

function countingOf(walk: PageWalk, { own, members }: Whole): Parameters<typeof countMembers> {
  return [(signal) => own.count(signal), members.map(({ list }) => list), walk];
}
