/** Thrown by a `fetch` that goes through a proxy when the proxy is what failed: nothing reached the service. */
export class ProxyFailure extends Error {
  override readonly name = "ProxyFailure";
  readonly code = "ERR_PROXY";
  /** The proxy's answer, if it gave one. */
  readonly status: number | undefined;

  constructor(message: string, options: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
  }
}
