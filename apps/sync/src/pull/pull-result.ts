import { formatInstant, type Grant } from "@argo-acc/core";
import {
  countGrantRows,
  type GrantReadState,
  type GrantRecord,
  type Mirror,
  type RefusedGrant,
} from "@argo-acc/store/mirror";

/** What became of one grant. Times are ISO 8601 UTC; `null` = never. */
export interface GrantResult {
  readonly grant: Grant;
  /**
   * `agrees` says that the service counts as many metrics as the mirror shows and that their sums by installation and
   * definition are the same, not that each was compared; only `read` says that.
   */
  readonly state: GrantReadState;
  /** Why it is frozen or incomplete. */
  readonly why?: string;
  /** What the service counts; `null` if it could not be counted. */
  readonly count: number | null;
  /** How many metrics the mirror shows for it. */
  readonly rows: number;
  /** When every metric was read and proven. */
  readonly read_at: string | null;
  /** When the service's count, and its sums where it was not read whole, were last those of the mirror. */
  readonly agreed_at: string | null;
}

/** What kept metrics from being marked as gone: more are missing than a run may mark. */
export interface HeldGone {
  readonly grant: Grant;
  readonly missing: number;
  /** How many the run could still mark of this grant. */
  readonly limit: number;
}

/** What a pull did. Partial is a result; only what stops a run throws. */
export interface PullResult {
  /** HTTP requests, repetitions included. */
  readonly requests: number;
  readonly seconds: number;
  /** Whether everything readable was read or agrees, and nothing was lost in this run. */
  readonly complete: boolean;
  /** The number of the run, as in the view `runs`. */
  readonly run: number;
  /** When it ended. ISO 8601 UTC. */
  readonly at: string;
  /** Metrics. What came back after having been gone counts as added, a changed period start as changed. */
  readonly rows: {
    readonly added: number;
    readonly changed: number;
    readonly gone: number;
    /** Metrics that were read and were as they had been; one that was read again is counted again. */
    readonly unchanged: number;
  };
  /** What the mirror shows now. */
  readonly metrics: number;
  readonly projects: number;
  readonly providers: number;
  readonly installations: number;
  readonly metric_definitions: number;
  readonly grants: readonly GrantResult[];
  /** What the service named and this token may not read, as far as this run or an earlier one asked. */
  readonly refused: readonly RefusedGrant[];
  /** Sources of the catalogue or of grants that failed, in words; none if the run is complete. */
  readonly problems: readonly string[];
  readonly held?: HeldGone;
}

/** A grant as the result tells it. */
export function grantResult(mirror: Mirror, record: GrantRecord): GrantResult {
  return {
    grant: record.grant,
    state: record.state,
    ...(record.why === null ? {} : { why: record.why }),
    count: record.count,
    rows: countGrantRows(mirror, record.grant),
    read_at: record.readMs === null ? null : formatInstant(record.readMs),
    agreed_at: record.agreedMs === null ? null : formatInstant(record.agreedMs),
  };
}
