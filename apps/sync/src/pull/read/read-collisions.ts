import { AccProtocolError, type Grant, resourcePath } from "@argo-acc/core";
import type { MetricWriter } from "@argo-acc/store/mirror";

import type { PullRun } from "../run.ts";
import { installationsOf } from "../witness/count-installations.ts";
import { readGrantPages } from "./read-pages.ts";
import type { Hole, ReadingEnd } from "./reading-end.ts";

/**
 * Reads the installations by their lists in which a reading by windows has left a hole because search could not tell its
 * metrics apart. A hole that the service fails in, or that is wider than one installation, stays one.
 */
export async function readCollisions(
  run: PullRun,
  reading: ReadingEnd,
  writer: MetricWriter,
): Promise<ReadingEnd> {
  const collided = reading.holes.flatMap((hole) => installationIn(run, hole) ?? []);
  const places = new Map(collided.map((grant) => [grant.installation_id, grant]));
  const holes: Hole[] = reading.holes.filter((hole) => installationIn(run, hole) === undefined);
  let { rows } = reading;
  for (const grant of places.values()) {
    const pages = await readGrantPages(run, grant, writer);
    rows += pages.rows;
    holes.push(...pages.holes);
  }
  return { rows, holes };
}

/** The one installation that a hole lies in, if that is what it is and search is to blame. */
function installationIn(run: PullRun, { window, error }: Hole) {
  const { pathFrom, pathUntil } = window;
  if (!(error instanceof AccProtocolError) || pathFrom === null || pathUntil !== `${pathFrom}\0`) {
    return undefined;
  }
  const system: Grant = { kind: "system" };
  return installationsOf(run, system).find(
    ({ project_id, provider_id, installation_id }) =>
      resourcePath(project_id, provider_id, installation_id) === pathFrom,
  );
}
