import type { AccError, MetricItem, MetricWindow } from "@argo-acc/core";

/** What a reading by pages has found out. What it says of a window it says of the rows of its grant alone. */
export type PagePart =
  /** Metrics that exist, each as it was when it was first seen. That there are no others is not proven. */
  | { readonly outcome: "seen"; readonly items: readonly MetricItem[] }
  /**
   * At one moment of the reading these were all metrics of the window, and each of them has been seen. What was inserted
   * after that moment may be missing.
   */
  | {
      readonly outcome: "proven";
      readonly window: MetricWindow;
      readonly rows: number;
      /** Whether a metric was there at that moment, or has been seen since. */
      has(id: string): boolean;
    }
  /** There may be metrics in the window that were not seen. */
  | { readonly outcome: "hole"; readonly window: MetricWindow; readonly error: AccError };
