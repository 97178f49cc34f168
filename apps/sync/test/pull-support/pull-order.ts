/** Where a pull is to end itself: at the so-manieth request or answer, or row written. */
export interface DeathPoint {
  readonly kind: "requests" | "writes";
  readonly point: number;
}

/** What a child is to pull, and how far. */
export interface PullOrder {
  readonly endpoint: string;
  readonly token: string;
  readonly file: string;
  readonly full: boolean;
  readonly dieAt?: DeathPoint;
}

/** What a child tells. */
export type PullLine =
  | { readonly type: "started" }
  /** The run has begun and has stored nothing yet: ids that the mirror shows more than once. */
  | { readonly type: "begun"; readonly repeated: readonly string[] }
  | { readonly type: "search"; readonly body: string }
  | { readonly type: "grant"; readonly key: string }
  | {
      readonly type: "ended";
      readonly complete: boolean;
      readonly problems: readonly string[];
      readonly requests: number;
      readonly writes: number;
    };
