import { AccConfigError } from "@argo-acc/core";

import type { Environment } from "../token/token-from-env.ts";
import { proxyFor } from "./proxy-for.ts";

/** Options of {@link nodeFetch}. */
export interface NodeFetchOptions {
  /** Certificates of authorities to trust beside those that Node trusts, as PEM text. Default: none. */
  readonly ca?: string | readonly string[] | undefined;
  /** Where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are looked up. Default: the environment of the process. */
  readonly env?: Environment | undefined;
}

/**
 * A `fetch` that goes through the proxy the environment names and trusts authorities of your own. Where neither applies
 * it is Node's own `fetch`, and nothing further is loaded.
 *
 * @example
 * const acc = new AccClient({ endpoint, token, fetch: nodeFetch({ ca: readFileSync("/etc/ssl/our-ca.pem", "utf8") }) });
 *
 * @throws AccConfigError if `ca` holds no certificate. What it returns rejects with one if a proxy variable is no URL of
 *   an http(s) proxy
 */
export function nodeFetch(options: NodeFetchOptions = {}): typeof globalThis.fetch {
  const { env = process.env } = options;
  const ca = typeof options.ca === "string" ? [options.ca] : [...(options.ca ?? [])];
  for (const text of ca) {
    if (!text.includes("-----BEGIN CERTIFICATE-----")) {
      throw new AccConfigError("ca holds a text without a certificate", {
        cure: "give the text of a PEM file, not its name",
      });
    }
  }
  let routed: Promise<typeof globalThis.fetch> | undefined;
  return async (input, init) => {
    const url = new URL(typeof input === "string" || input instanceof URL ? input : input.url);
    const proxy = proxyFor(url, env);
    if (ca.length === 0 && proxy === undefined) return globalThis.fetch(input, init);
    routed ??= import("./routed-fetch.ts").then(({ routedFetch }) =>
      routedFetch({ ca, route: (target) => proxyFor(target, env) }),
    );
    return (await routed)(input, init);
  };
}
