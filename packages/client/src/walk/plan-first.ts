import type { MetricWindow } from "@argo-acc/core";

import { packPaths } from "./pack-paths.ts";
import { type PlannedWindow, tasksOfPacks } from "./task.ts";
import { type KnownWindow, type Tile, tileKnown } from "./tile-known.ts";
import type { Walk } from "./walk.ts";

/** A window that a reading begins with. */
export interface FirstWindow extends PlannedWindow {
  readonly known: KnownWindow | undefined;
}

/** So many more windows than are needed cost less than planning anew does. */
const SPARE = 32;

/**
 * Plans the windows a reading begins with: known windows as they are, and what lies between them by what installations
 * had last time. They tile the box.
 *
 * Known windows are never joined, so those whose rows were deleted would be asked for one by one for ever: where they
 * are more than twice as many as their rows need, they are dropped. 29 windows of 70 rows are kept, 290 of 70 are not.
 */
export function planFirst(
  walk: Pick<Walk, "paths" | "expected" | "limits">,
  root: MetricWindow,
  known: readonly KnownWindow[] = [],
): FirstWindow[] {
  const tiles = tileKnown(root, known);
  return (areTooMany(tiles, walk.limits.target) ? [{ box: root, known: undefined }] : tiles).flatMap((tile) =>
    tile.known === undefined ? planGap(walk, tile.box) : [knownTask(tile.box, tile.known)],
  );
}

function planGap(
  { paths, expected, limits }: Pick<Walk, "paths" | "expected" | "limits">,
  box: MetricWindow,
): FirstWindow[] {
  const packs = packPaths(paths.inside(box), (path) => expected?.get(path) ?? 0, limits.target);
  return tasksOfPacks(box, packs).map((window) => ({ ...window, known: undefined }));
}

/** It is asked for whole, as it was, however many rows it may have by now. */
function knownTask(box: MetricWindow, known: KnownWindow): FirstWindow {
  return { box, thought: 0, narrowing: false, known };
}

function areTooMany(tiles: readonly Tile[], target: number): boolean {
  const known = tiles.flatMap((tile) => tile.known ?? []);
  let needed = 0;
  let room = 0;
  for (const { rows } of known) {
    room -= rows;
    if (room >= 0 && needed > 0) continue;
    needed += 1;
    room = target - rows;
  }
  return known.length > 2 * needed + SPARE;
}
