import { AccConfigError } from "@argo-acc/core";

import { storeProblem } from "../../file/sqlite-problem.ts";
import type { Mirror } from "../mirror.ts";
import { lastRun } from "../runs.ts";
import type { Change } from "./change.ts";
import { readEntityChanges } from "./entity-changes.ts";
import { findKnownState, type RunRef } from "./find-run.ts";
import { readMetricChanges } from "./metric-changes.ts";
import { historySince } from "./remembered.ts";

/** Which two states of a mirror are compared. */
export interface ChangeOptions {
  /**
   * The state at the end of this run; 0 = before the first run. Default: the last run before `until` that ended, so that
   * what killed runs between them stored is told too; or the first whose end the file still knows.
   */
  readonly since?: RunRef | undefined;
  /** The state at the end of this run. Default: the newest run, ended or not. */
  readonly until?: RunRef | undefined;
}

/** The two runs whose ends are compared. */
export interface ChangeSpan {
  /** 0 = before the first run. */
  readonly since: number;
  readonly until: number;
}

/**
 * The runs that {@link readChanges} compares.
 *
 * @throws AccConfigError if there is no such run, its state or what it changed is not known any more, or the later one is
 *   named first
 */
export function findChangeSpan(mirror: Mirror, options: ChangeOptions = {}): ChangeSpan {
  const until = stateAt(mirror, options.until ?? lastRun(mirror)?.id ?? 0);
  const since = options.since === undefined ? defaultSince(mirror, until) : stateAt(mirror, options.since);
  if (since > until) {
    throw new AccConfigError(`run ${since} is later than run ${until}: nothing lies between them`, {
      cure: "name the earlier run first",
    });
  }
  return { since, until };
}

/** The last run that ended before another, or the first whose end is known; 0 if there is none. */
function defaultSince(mirror: Mirror, until: number): number {
  const known = historySince(mirror.database);
  if (until > 0 && until === known) {
    throw new AccConfigError(`what run ${until} of ${mirror.path} changed is not known`, {
      cure: `this file keeps its past since that run ended: name a later one with --until, or --since 0 for all it then held`,
    });
  }
  const ended = mirror.database
    .prepare<[number], number>(
      "SELECT coalesce(max(id), 0) FROM main.run WHERE id < ? AND ended_ms IS NOT NULL",
    )
    .pluck()
    .get(until);
  return Math.max(known, ended ?? 0);
}

/** Before the first run there was nothing, which is known of any mirror. */
function stateAt(mirror: Mirror, ref: RunRef): number {
  return ref === 0 ? 0 : findKnownState(mirror, ref).id;
}

/**
 * How two states of the mirror differ, row by row: the catalogue first, then the metrics by installation. By default
 * what changed since the last run that ended before the newest. What changed several times between them is one change, what is as it was is none; a
 * metric that moved is a change of its `time_period_start`. Rows are read as they are asked for, so that memory stays
 * flat.
 *
 * @throws AccConfigError if there is no such run, or its state is not known any more
 * @throws AccStoreError if the file cannot be read
 */
export function* readChanges(
  mirror: Mirror,
  options: ChangeOptions = {},
): Generator<Change, void, undefined> {
  const { since, until } = findChangeSpan(mirror, options);
  try {
    yield* readEntityChanges(mirror, since, until);
    yield* readMetricChanges(mirror, since, until);
  } catch (error) {
    throw storeProblem(error, mirror.path);
  }
}
