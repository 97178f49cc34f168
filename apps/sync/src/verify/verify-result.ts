import type { Grant } from "@argo-acc/core";
import type { PairIds, RunRecord } from "@argo-acc/store/mirror";

/** Why a metric is among the causes of a difference. */
export type MetricProblem =
  /** The service has it, the mirror shows it not. */
  | "missing here"
  /** The mirror shows it, the service has it not. */
  | "missing there"
  /** Both have it, with other values. */
  | "different";

/** A field of a metric on both sides. Doubles that JSON has no number for are text. */
export interface FieldDifference {
  readonly field: string;
  readonly mirror: string | number | null;
  readonly service: string | number | null;
}

/** A metric that is not the same on both sides. */
export interface MetricDifference {
  readonly id: string;
  readonly problem: MetricProblem;
  /** ISO 8601 UTC; what the service has, if it has it. */
  readonly time_period_start: string;
  /** The fields that differ; none if one side has no such metric. */
  readonly fields: readonly FieldDifference[];
}

/** A window in which the sums of a pair differ. */
export interface WindowDifference {
  /** `2024-01`, the days `2024-01-01/2024-06-01` of more than a month, or `all time`. */
  readonly window: string;
  /** The sum over the window; `null` if this side has no metric of the pair at all. */
  readonly mirror: number | string | null;
  readonly service: number | string | null;
  /** Whether capacities, or when they change, differ too. */
  readonly capacity: boolean;
}

/** An installation and metric definition that is not the same on both sides. */
export interface PairDifference extends PairIds {
  /** The installation's name. */
  readonly installation: string | null;
  readonly metric_name: string | null;
  readonly windows: readonly WindowDifference[];
  readonly metrics: readonly MetricDifference[];
}

/** Something that could not be compared. */
export interface NotCompared {
  readonly grant: Grant;
  /** `2024-01`, or days; absent if nothing of the grant could be. */
  readonly window?: string;
  readonly why: string;
}

/** What a comparison of a mirror with its service came to. */
export interface VerifyResult {
  /** HTTP requests, repetitions included. */
  readonly requests: number;
  readonly seconds: number;
  /** Whether everything compared is the same. */
  readonly equal: boolean;
  /** Whether everything could be compared. */
  readonly complete: boolean;
  /** The last pull: what changed at the service since then is a difference too. `null` if there was none. */
  readonly last_run: RunRecord | null;
  /** The widest grants that were compared. */
  readonly grants: readonly Grant[];
  /** The months that were compared one by one: the first and the last (`2024-01`), and how many. `null` if there were no metrics. */
  readonly months: { readonly from: string; readonly to: string; readonly count: number } | null;
  readonly differences: readonly PairDifference[];
  readonly not_compared: readonly NotCompared[];
}
