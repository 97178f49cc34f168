import { comparePaths, type MetricWindow } from "@argo-acc/core";

import { isSearchableText } from "../resources/search/text-criteria.ts";
import { FIRST_SECOND, LAST_SECOND } from "./box.ts";

/** A window of an earlier reading. */
export interface KnownWindow {
  readonly window: MetricWindow;
  /** How many rows it had. */
  readonly rows: number;
  /** The digest its reading came with; `null` if there was none, or the rows may have changed since. */
  readonly digest: string | null;
}

/** A part of a reading: a window that is known, or what lies between those. */
export interface Tile {
  readonly box: MetricWindow;
  readonly known: KnownWindow | undefined;
}

/** One of the two directions in which a box can be cut. An edge of `null` is open. */
interface Axis<E> {
  readonly span: (box: MetricWindow) => readonly [from: E | null, until: E | null];
  readonly narrow: (box: MetricWindow, from: E | null, until: E | null) => MetricWindow;
  readonly compare: (a: E, b: E) => number;
}

/** Windows that no cut can part, and the range they take. */
interface Group<E> {
  readonly from: E | null;
  until: E | null;
  readonly windows: KnownWindow[];
}

/** Something to be tiled: the known windows in it lie inside. */
interface Pending {
  readonly box: MetricWindow;
  readonly windows: readonly KnownWindow[];
}

const PATHS: Axis<string> = {
  span: ({ pathFrom, pathUntil }) => [pathFrom, pathUntil],
  narrow: (box, pathFrom, pathUntil) => ({ ...box, pathFrom, pathUntil }),
  compare: comparePaths,
};

const STARTS: Axis<number> = {
  span: ({ startFrom, startUntil }) => [startFrom, startUntil],
  narrow: (box, startFrom, startUntil) => ({ ...box, startFrom, startUntil }),
  compare: (a, b) => a - b,
};

/**
 * Tiles a box with windows of an earlier reading and what lies between them, in the order of paths and then of starts.
 * Windows that are not inside, are no boxes that search can name, or cannot be parted from each other by cuts from edge
 * to edge are left out, and what they would have taken is a gap: whatever is handed over, the tiles cover the box, and no
 * two of them overlap.
 */
export function tileKnown(root: MetricWindow, known: readonly KnownWindow[]): Tile[] {
  const tiles: Tile[] = [];
  const pending: Pending[] = [{ box: root, windows: known.filter(({ window }) => fits(root, window)) }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { box, windows } = next;
    const parts =
      windows.length === 0 ? undefined : (split(box, windows, PATHS) ?? split(box, windows, STARTS));
    if (parts !== undefined) pending.push(...parts.toReversed());
    else tiles.push(tileOf(box, windows));
  }
  return tiles;
}

/** @param windows none that fit into the box beside each other */
function tileOf(box: MetricWindow, windows: readonly KnownWindow[]): Tile {
  const known = windows.every(({ window }) => isSame(box, window)) ? windows[0] : undefined;
  return { box: known?.window ?? box, known };
}

/** @returns `undefined` if the windows take the whole range and hang together */
function split<E>(box: MetricWindow, windows: readonly KnownWindow[], axis: Axis<E>): Pending[] | undefined {
  const groups = groupsOf(windows, axis);
  const [boxFrom, boxUntil] = axis.span(box);
  const [only] = groups;
  if (groups.length === 1 && only?.from === boxFrom && only.until === boxUntil) return undefined;
  const parts: Pending[] = [];
  const add = (from: E | null, until: E | null, inside: readonly KnownWindow[]) =>
    parts.push({ box: axis.narrow(box, from, until), windows: inside });
  let edge = boxFrom;
  for (const { from, until, windows: inside } of groups) {
    if (from !== edge) add(edge, from, []);
    add(from, until, inside);
    edge = until;
  }
  if (edge !== boxUntil) add(edge, boxUntil, []);
  return parts;
}

function groupsOf<E>(windows: readonly KnownWindow[], { span, compare }: Axis<E>): Group<E>[] {
  const from = ({ window }: KnownWindow) => span(window)[0];
  const groups: Group<E>[] = [];
  for (const known of windows.toSorted((a, b) => compareFrom(from(a), from(b), compare))) {
    const [first, until] = span(known.window);
    const last = groups.at(-1);
    if (last === undefined || (last.until !== null && first !== null && compare(last.until, first) <= 0)) {
      groups.push({ from: first, until, windows: [known] });
      continue;
    }
    last.windows.push(known);
    if (compareUntil(until, last.until, compare) > 0) last.until = until;
  }
  return groups;
}

function compareFrom<E>(a: E | null, b: E | null, compare: (a: E, b: E) => number): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compare(a, b);
}

function compareUntil<E>(a: E | null, b: E | null, compare: (a: E, b: E) => number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compare(a, b);
}

/** Whether a window holds anything, can be searched for, and lies inside a box. */
function fits(box: MetricWindow, window: MetricWindow): boolean {
  const { pathFrom, pathUntil, startFrom, startUntil } = window;
  return (
    [pathFrom, pathUntil].every((path) => path === null || isSearchableText(path)) &&
    [startFrom, startUntil].every((start) => start === null || isSearchableSecond(start)) &&
    liesIn(window, box, PATHS) &&
    liesIn(window, box, STARTS)
  );
}

function liesIn<E>(window: MetricWindow, box: MetricWindow, { span, compare }: Axis<E>): boolean {
  const [from, until] = span(window);
  const [boxFrom, boxUntil] = span(box);
  return (
    (from === null || until === null || compare(from, until) < 0) &&
    compareFrom(from, boxFrom, compare) >= 0 &&
    compareUntil(until, boxUntil, compare) <= 0
  );
}

function isSearchableSecond(epochMs: number): boolean {
  return epochMs % 1000 === 0 && epochMs >= FIRST_SECOND && epochMs <= LAST_SECOND;
}

function isSame(a: MetricWindow, b: MetricWindow): boolean {
  return (
    a.pathFrom === b.pathFrom &&
    a.pathUntil === b.pathUntil &&
    a.startFrom === b.startFrom &&
    a.startUntil === b.startUntil
  );
}
