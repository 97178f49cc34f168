import type { MetricWindow } from "@argo-acc/core";

import { cutAtPaths, cutAtStarts } from "./box.ts";
import type { PathPack } from "./pack-paths.ts";

/** A window still to be asked. */
export interface Task {
  readonly box: MetricWindow;
  /** How many rows it is thought to have. */
  readonly thought: number;
  /** Whether a wider window failed, and this is part of finding out where. */
  readonly narrowing: boolean;
}

/** The windows of packs of installations, which lie inside a box and rise. They tile it. */
export function tasksOfPacks(box: MetricWindow, packs: readonly PathPack[]): Task[] {
  const boxes = cutAtPaths(
    box,
    packs.slice(1).map(({ from }) => from),
  );
  return boxes.map((part, index) => ({ box: part, thought: packs[index]?.rows ?? 0, narrowing: false }));
}

/** The windows between period starts, which rise and lie inside a box. They tile it, and share its rows evenly. */
export function tasksOfStarts(box: MetricWindow, cuts: readonly number[], total: number): Task[] {
  const thought = total / (cuts.length + 1);
  return cutAtStarts(box, cuts).map((part) => ({ box: part, thought, narrowing: false }));
}
