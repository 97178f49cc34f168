import type { Grant } from "@argo-acc/core";
import type { MetricWriter } from "@argo-acc/store/mirror";

import type { PullRun } from "../run.ts";
import { readCollisions } from "./read-collisions.ts";
import { readGrantPages } from "./read-pages.ts";
import { readGrantWindows, readPartWindows } from "./read-windows.ts";
import type { ReadingEnd } from "./reading-end.ts";
import type { ReadingPart } from "./reading-part.ts";

/** Reads a part of a grant, and stores what it has. */
export type ReadPart = (part: ReadingPart, writer: MetricWriter) => Promise<ReadingEnd>;

/** One of the two ways to read metrics. */
export interface Reader {
  readonly by: "windows" | "pages";
  /** Reads a grant whole. @param onRows called now and then with the rows so far */
  readGrant(grant: Grant, writer: MetricWriter, onRows: (rows: number) => void): Promise<ReadingEnd>;
  readonly readPart: ReadPart;
}

/**
 * Reads by windows of search, and what search cannot tell apart in one installation by its list.
 *
 * @throws AccPermissionError, AccNotFoundError, AccResponseError 500 from its readings, if search cannot be used
 */
export function byWindows(run: PullRun): Reader {
  return {
    by: "windows",
    readGrant: async (grant, writer, onRows) =>
      readCollisions(run, await readGrantWindows(run, grant, writer, onRows), writer),
    readPart: async (part, writer) => readCollisions(run, await readPartWindows(run, part, writer), writer),
  };
}

/** Reads by the pages of the plain lists. Those know no definitions and days, so a part is all of its grant. */
export function byPages(run: PullRun): Reader {
  return {
    by: "pages",
    readGrant: (grant, writer, onRows) => readGrantPages(run, grant, writer, onRows),
    readPart: ({ grant }, writer) => readGrantPages(run, grant, writer),
  };
}
