import type { MetricReading } from "@argo-acc/client";
import { formatInstant, type Grant, type MetricWindow, resourcePath } from "@argo-acc/core";
import { countPairRows, countPathRows, type MetricWriter, readKnownWindows } from "@argo-acc/store/mirror";

import type { Hole, ReadingEnd } from "./reading-end.ts";
import { isWhole, type ReadingPart } from "./reading-part.ts";
import type { PullRun } from "../run.ts";

/**
 * Reads a grant whole, window by window as it was read last time, and stores each window as it comes. A window whose
 * answer is the same as then is not even looked at.
 *
 * @param onRows called after each window with the rows so far
 * @throws the reason of the caller's signal, at the edge of a window
 */
export function readGrantWindows(
  run: PullRun,
  grant: Grant,
  writer: MetricWriter,
  onRows: (rows: number) => void,
): Promise<ReadingEnd> {
  const { acc, mirror, installations } = run;
  const reading = acc.metrics.readAll(grant, {
    installations,
    expected: expectedRows(run),
    known: readKnownWindows(mirror, grant),
    signal: run.options.signal,
  });
  return storeWindows(reading, writer, {
    onRows,
    optionsOf: ({ digest, planned }) => ({ keep: { digest, planned } }),
  });
}

/** Reads a part of a grant, or all of it once more, and stores each window as it comes. */
export function readPartWindows(
  run: PullRun,
  part: ReadingPart,
  writer: MetricWriter,
  onRows: (rows: number) => void = () => {},
): Promise<ReadingEnd> {
  const { metric_definition_id } = part;
  const reading = run.acc.metrics.readAll(part.grant, {
    installations: run.installations,
    expected: expectedOfPart(run, part),
    metric_definition_id,
    start: instantOf(part.startFrom),
    end: instantOf(part.startUntil),
    signal: run.options.signal,
  });
  return storeWindows(reading, writer, { onRows, optionsOf: () => ({ metric_definition_id }) });
}

async function storeWindows(
  reading: MetricReading,
  writer: MetricWriter,
  options: {
    readonly onRows: (rows: number) => void;
    readonly optionsOf: (read: {
      readonly digest: string | null;
      readonly planned?: MetricWindow;
    }) => Parameters<MetricWriter["apply"]>[2];
  },
): Promise<ReadingEnd> {
  let rows = 0;
  let unchanged = 0;
  const holes: Hole[] = [];
  for await (const window of reading.windows()) {
    if (window.outcome === "hole") {
      holes.push(window);
      continue;
    }
    if (window.outcome === "unchanged") {
      unchanged += window.rows;
      rows += window.rows;
    } else {
      writer.apply(window.window, window.items, options.optionsOf(window));
      rows += window.items.length;
    }
    options.onRows(rows);
  }
  if (unchanged > 0) writer.countUnchanged(unchanged);
  return { rows, holes };
}

function expectedRows({ mirror }: PullRun): ReadonlyMap<string, number> | undefined {
  const expected = countPathRows(mirror);
  return expected.size === 0 ? undefined : expected;
}

/** What is known of installations says nothing about one definition or some days of them. */
function expectedOfPart(run: PullRun, part: ReadingPart): ReadonlyMap<string, number> | undefined {
  const { grant, metric_definition_id, startFrom = null, startUntil = null } = part;
  if (metric_definition_id === undefined) return isWhole(part) ? expectedRows(run) : undefined;
  if (grant.kind !== "installation") return undefined;
  const path = resourcePath(grant.project_id, grant.provider_id, grant.installation_id);
  const pair = { ...grant, metric_definition_id };
  return new Map([[path, countPairRows(run.mirror, pair, { startFrom, startUntil })]]);
}

function instantOf(epochMs: number | null | undefined): string | undefined {
  return epochMs === null || epochMs === undefined ? undefined : formatInstant(epochMs);
}
