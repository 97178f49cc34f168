import type { MetricWriter } from "@argo-acc/store/mirror";

import { readPartWindows, type ReadingEnd } from "./read-windows.ts";
import type { ReadingPart } from "./reading-part.ts";
import type { PullRun } from "./run.ts";
import { isBroken, isRefused } from "./unavailable.ts";

/** Reads a part of a grant, and stores what it has. */
export type ReadPart = (part: ReadingPart, writer: MetricWriter) => Promise<ReadingEnd>;

/** Reads parts by windows of search. Where search cannot be used all of a part is a hole. */
export function partsByWindows(run: PullRun): ReadPart {
  return async (part, writer) => {
    try {
      return await readPartWindows(run, part, writer);
    } catch (error) {
      if (isRefused(error) || isBroken(error)) return { rows: 0, holes: 1, hole: error.message };
      throw error;
    }
  };
}
