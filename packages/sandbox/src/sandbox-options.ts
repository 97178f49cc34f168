import type { Claims } from "./access/claims.ts";
import type { ChurnPlan } from "./churn/churn-plan.ts";
import type { Dataset } from "./dataset/dataset.ts";
import type { DatasetOptions } from "./dataset/dataset-options.ts";
import type { FaultSpec } from "./faults/fault-spec.ts";
import type { ServiceVersion } from "./older/service-version.ts";
import type { SearchScope } from "./routes/search-scope.ts";

/** Options of `startSandbox`. */
export interface SandboxOptions {
  /** What the service holds at the start: data, how to make it, or nothing. Default: 20,000 generated metrics. */
  readonly dataset?: Dataset | DatasetOptions | "empty" | undefined;
  /**
   * Starts as a fresh service does: nothing in it, and tokens are plain texts (`admin` is the system admin, any other
   * text a caller of that name, `inactive` and `bad…` nobody). Default false.
   */
  readonly fresh?: boolean | undefined;
  /** Which version of the service. Default `1.8.1`; what `1.7.0` is lacking is in the README. */
  readonly service?: ServiceVersion | undefined;
  /** Whose metrics a search finds. Default `everything`; in 1.7.0 `own`. */
  readonly search?: SearchScope | undefined;
  /** Default 0: any free one. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Seeds ids and faults. Default 1. */
  readonly seed?: number | undefined;
  /** What goes wrong from the start, as data or as text. */
  readonly faults?: readonly (FaultSpec | string)[] | undefined;
  /** What others do to the metrics between requests, as data or as text. */
  readonly churn?: readonly (ChurnPlan | string)[] | undefined;
  /** HTTPS instead of HTTP, with a certificate made at the start. Default false. */
  readonly tls?: boolean | undefined;
  /** Lets pages of another origin call the service and the issuer: this one, or any (`true`). Default: none. */
  readonly cors?: boolean | string | undefined;
  /** What each row before a page costs, in microseconds, as in a database that counts it. Default 0. */
  readonly skipCost?: number | undefined;
  /** Who a token is, asked before the sandbox's own issuer; `undefined` = ask the issuer. */
  readonly introspect?: ((token: string) => Claims | undefined) | undefined;
  /** How long the tokens live that the token endpoint gives, in seconds. Default 3600. */
  readonly tokenLifetime?: number | undefined;
  /** The service's clock, in milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** The URL the service is configured with, to which its links point. Default `http://localhost:8080`. */
  readonly serverUrl?: string | undefined;
}
