import type { MetricWindow } from "@argo-acc/core";

import { cutAtPaths, cutAtStarts } from "./box.ts";
import type { PathPack } from "./pack-paths.ts";
import type { Patience } from "./patience.ts";
import type { KnownWindow } from "./tile-known.ts";

/** A window as a cut plans it. */
export interface PlannedWindow {
  readonly box: MetricWindow;
  /** How many rows it is thought to have. */
  readonly thought: number;
  /** Whether a wider window failed, and this is part of finding out where. */
  readonly narrowing: boolean;
}

/** A window still to be asked. */
export interface Task extends PlannedWindow {
  /** That of the window which the reading began with. */
  readonly patience: Patience;
  /** The known window it is. */
  readonly known: KnownWindow | undefined;
  /** The known window it is, or is a part of. */
  readonly planned: MetricWindow | undefined;
}

/** The windows of packs of installations, which lie inside a box and rise. They tile it. */
export function tasksOfPacks(box: MetricWindow, packs: readonly PathPack[]): PlannedWindow[] {
  const boxes = cutAtPaths(
    box,
    packs.slice(1).map(({ from }) => from),
  );
  return boxes.map((part, index) => ({ box: part, thought: packs[index]?.rows ?? 0, narrowing: false }));
}

/** The windows between period starts, which rise and lie inside a box. They tile it, and share its rows evenly. */
export function tasksOfStarts(box: MetricWindow, cuts: readonly number[], total: number): PlannedWindow[] {
  const thought = total / (cuts.length + 1);
  return cutAtStarts(box, cuts).map((part) => ({ box: part, thought, narrowing: false }));
}
