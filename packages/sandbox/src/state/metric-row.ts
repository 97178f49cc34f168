/** What a metric keeps of the world it was written in; later renames do not touch it. Shared by many rows. */
export interface MetricContext {
  readonly project_id: string;
  readonly provider: string;
  readonly installation_id: string;
  /** The project's acronym. */
  readonly project: string | null;
  /** The installation's name. */
  readonly installation: string;
  readonly infrastructure: string | null;
  readonly resource: string | null;
  readonly metric_definition_id: string;
  /** The OIDC subject of the writer. */
  readonly creatorId: string;
}

/** The part of a metric that is its own. Times are milliseconds since the epoch. */
export interface MetricRow {
  readonly start: number;
  readonly end: number;
  readonly value: number;
  readonly group: string | undefined;
  readonly user: string | undefined;
}
