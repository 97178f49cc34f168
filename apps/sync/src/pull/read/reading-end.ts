import type { AccError, MetricWindow } from "@argo-acc/core";

import { describeWindow } from "./describe-window.ts";

/** A window that could not be read. */
export interface Hole {
  readonly window: MetricWindow;
  readonly error: AccError;
}

/** What one reading came to. */
export interface ReadingEnd {
  readonly rows: number;
  readonly holes: readonly Hole[];
}

/** Holes in words, the first of them by name; `undefined` if there are none. */
export function describeHoles(holes: readonly Hole[]): string | undefined {
  const [first] = holes;
  if (first === undefined) return undefined;
  const words = `${describeWindow(first.window)}: ${first.error.message}`;
  return holes.length === 1
    ? `not read: ${words}`
    : `${holes.length} windows were not read, the first: ${words}`;
}
