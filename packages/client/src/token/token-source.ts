/** Where a token comes from. Asked before every request, so a source should keep what it has. */
export interface TokenSource {
  /** The token to send now. */
  get(): Promise<string>;
  /**
   * Gets another token after the service has refused `stale` with 401.
   * A source without it is one whose token cannot be renewed.
   */
  renew?(stale: string): Promise<string>;
  /**
   * Whether the source itself counts how long its tokens live, from their receipt. The `exp` of a token of any other
   * source is held against this machine's clock, which may be wrong. Default `false`.
   */
  readonly countsLife?: boolean;
}

/** A source that always gives the same token. */
export function fixedToken(text: string): TokenSource {
  return { get: () => Promise.resolve(text) };
}
