/** What a check looks at. */
export type CheckedLaw =
  /** What SQLite itself says of the file. */
  | "file"
  /** Every row's path, definition, group and user are there. */
  | "references"
  /** The kept numbers of metrics are those of the rows. */
  | "counts"
  /** The kept sums by month are those of the rows. */
  | "sums"
  /** Each metric is shown once. */
  | "repeated"
  /** What rows were, and when, can have been. */
  | "history"
  /** What runs say they added and found gone makes up the metrics that the mirror showed at their ends. */
  | "conservation";

/** Something that is wrong in a mirror file. */
export interface MirrorProblem {
  readonly law: CheckedLaw;
  /** Whether the file itself is damaged. */
  readonly damage: boolean;
  /** How many rows, or places, it is about. */
  readonly count: number;
  /** What is wrong, in words. */
  readonly problem: string;
  /** A few of them. */
  readonly examples: readonly string[];
  readonly cure: string;
}

/** One statement that finds what breaks a law: a row for each, in words. */
export interface Check {
  readonly law: CheckedLaw;
  readonly problem: string;
  readonly cure: string;
  readonly sql: string;
}

/** A mirror that is made anew has what the service has now, and none of the past: that is never said without the loss. */
export const RESTORE =
  "restore a backup of it; without one, a new mirror in another file has what the service has now, but the history of this one is lost with it";

/** SQL for the id of a metric as people know it. */
export function idText(alias: string): string {
  return `CASE typeof(${alias}.id) WHEN 'blob' THEN lower(hex(${alias}.id)) ELSE ${alias}.id END`;
}
