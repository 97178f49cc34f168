/** What is known of a token: the answer of the issuer's introspection. */
export interface Claims {
  /** Default true. */
  readonly active?: boolean;
  /** The OIDC subject. */
  readonly sub?: string;
  /** Stands in for `sub` when a service account has none. */
  readonly client_id?: string;
  readonly iss?: string;
  readonly name?: string;
  readonly email?: string;
  /** Seconds since the epoch. */
  readonly exp?: number;
  /** Used instead of the database where the service is set to. */
  readonly entitlements?: readonly string[];
}

/** Tells what is known of a token; `undefined` = not active. */
export type Introspect = (token: string) => Claims | undefined;
