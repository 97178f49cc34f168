import type { AccClient } from "@argo-acc/client";
import type { Installation } from "@argo-acc/core";
import type { Mirror } from "@argo-acc/store/mirror";

import type { PullEvent, PullOptions } from "./pull-options.ts";

/** What every step of one pull works with. */
export interface PullRun {
  readonly acc: AccClient;
  readonly mirror: Mirror;
  /** The number of the run in the mirror. */
  readonly id: number;
  readonly options: PullOptions;
  /** Every installation of the system: where readings are cut. */
  readonly installations: readonly Installation[];
  /** The ids of the projects that could be found. */
  readonly projects: readonly string[];
  /** How many metrics of a grant this run has marked as gone, by the key of the grant. */
  readonly gone: Map<string, number>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Requests of this run so far. */
  requests(): number;
  tell(event: PullEvent): void;
}
