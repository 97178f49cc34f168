import { AccConfigError } from "@argo-acc/core";

import { isLoopback, withoutLogin } from "../../endpoint.ts";
import type { Clock } from "../../transport/clock.ts";

/** Options of every source that asks an OIDC issuer. */
export interface IssuerOptions {
  /** Its URL, with or without a slash at the end: `https://id.example.org/realms/accounting`. */
  readonly issuer: string;
  readonly clientId: string;
  /** Scopes to ask for, with spaces between them. Default: none, the issuer decides. */
  readonly scope?: string | undefined;
  /** Whether to send secrets over http to a host that is not this machine. Default `false`. */
  readonly insecureHttp?: boolean | undefined;
  /** Deadline of one request to the issuer, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number | undefined;
  /** The function that sends. Default: the `fetch` of the runtime. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Time and chance, for tests. Default: those of this machine. */
  readonly clock?: Clock | undefined;
}

/** A secret, or what reads it anew each time it is sent. Line breaks at its end are cut off. */
export type Secret = string | (() => string | Promise<string>);

/**
 * Reads the address of an issuer.
 *
 * @throws AccConfigError if it is no http(s) URL, holds credentials, a query or a fragment, or is http to a host that
 *   is not this machine without `insecureHttp`
 */
export function parseIssuer({ issuer, insecureHttp }: IssuerOptions): URL {
  const given = issuer.trim();
  if (!/^https?:\/\/[^/\\\s]/i.test(given) || !URL.canParse(given)) {
    const cure = "write the issuer whole, as in https://id.example.org/realms/accounting";
    throw new AccConfigError(`issuer "${withoutLogin(given)}" is not an http(s) URL`, { cure });
  }
  const url = new URL(given);
  if (url.username !== "" || url.password !== "") {
    const cure = "leave them out: clientId and clientSecret are given by themselves";
    throw new AccConfigError(`the issuer at ${url.host} has credentials in its URL`, { cure });
  }
  url.pathname = url.pathname.replace(/\/\.well-known\/openid-configuration\/?$/, "");
  if (url.search !== "" || url.hash !== "") {
    const cure = `write ${url.origin}${url.pathname}`;
    throw new AccConfigError(`issuer "${url.origin}${url.pathname}" has a query or a fragment`, { cure });
  }
  if (sendsInClear(url, insecureHttp)) {
    const cure = `write https://${url.host}${url.pathname}, or allow insecure http`;
    throw new AccConfigError(`issuer "${url.href}" is http: secrets would travel in clear`, { cure });
  }
  return url;
}

/** Whether what is sent to a URL can be read on its way, and nobody has allowed that. */
export function sendsInClear(url: URL, insecureHttp: boolean | undefined): boolean {
  return url.protocol !== "https:" && !isLoopback(url.hostname) && insecureHttp !== true;
}

/** Refuses an option that is empty. */
export function requireText(name: string, value: string): void {
  if (value.trim() !== "") return;
  throw new AccConfigError(`${name} is empty`, { cure: `give a ${name}` });
}
