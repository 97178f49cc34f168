import type { Grant } from "@argo-acc/core";

/** What a comparison tells while it runs. */
export type VerifyEvent =
  /** The reports that will be asked for, if none of them fails. */
  | { readonly type: "planned"; readonly grants: readonly Grant[]; readonly reports: number }
  /** `done` of `reports` were compared. */
  | { readonly type: "compared"; readonly done: number; readonly reports: number }
  /** Metrics of an installation are being read, to find the ones that make a difference. */
  | { readonly type: "reading"; readonly installation_id: string };

/** Options of a comparison. */
export interface VerifyOptions {
  /**
   * The first month to compare: `yyyy-mm`, or any day of it, `yyyy-mm-dd`. Default: all there is. With it or `to`, what is
   * compared are the metrics whose periods start in these months.
   */
  readonly from?: string | undefined;
  /** The last month to compare, likewise. Default: all there is. */
  readonly to?: string | undefined;
  /** Ends the comparison; the reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: VerifyEvent) => void) | undefined;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}
