import { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import * as tls from "node:tls";

import { AccConfigError } from "@argo-acc/core";
import { Agent, buildConnector, fetch } from "undici";

import { openTunnel } from "./open-tunnel.ts";

const CERTIFICATES = /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs;

/** What a {@link routedFetch} is made of. */
export interface Routes {
  /** PEM texts of authorities to trust beside those that Node trusts. */
  readonly ca: readonly string[];
  /** The proxy on the way to an address; `undefined` = none. */
  readonly route: (target: URL) => URL | undefined;
}

/**
 * A `fetch` whose connections go through tunnels of proxies, and trust what they are told to. http goes through a
 * tunnel too.
 *
 * @throws AccConfigError if a certificate cannot be read
 */
export function routedFetch({ ca, route }: Routes): typeof globalThis.fetch {
  const secureContext = contextOf(ca);
  const connect = buildConnector(secureContext === undefined ? {} : { secureContext });
  const tunnelTo = async (target: URL): Promise<Socket | undefined> => {
    const proxy = route(target);
    const port = target.port || (target.protocol === "https:" ? "443" : "80");
    return proxy && openTunnel(proxy, `${target.hostname}:${port}`, secureContext);
  };
  const dispatcher = new Agent({
    async connect(options, callback) {
      const target = new URL(`${options.protocol}//${options.host ?? options.hostname}`);
      const tunnel = await tunnelTo(target).catch(asError);
      if (tunnel === undefined) connect(options, callback);
      else if (tunnel instanceof Error) callback(tunnel, null);
      else if (target.protocol === "https:") connect({ ...options, httpSocket: tunnel }, callback);
      else callback(null, tunnel);
    },
  });
  return async (input, init) => {
    // taken apart, since this fetch knows no objects of another one's classes; a body with a length is sent with it
    const request = new Request(input, init);
    const { url, method, redirect, signal } = request;
    const headers = [...request.headers];
    const body = request.body === null ? null : await request.arrayBuffer();
    return fetch(url, { method, headers, body, redirect, signal, dispatcher });
  };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** Made once: reading a hundred authorities for each connection would take longer than connecting. */
function contextOf(ca: readonly string[]): tls.SecureContext | undefined {
  if (ca.length === 0) return undefined;
  try {
    // the context itself passes over what it cannot read
    for (const text of ca)
      for (const one of text.match(CERTIFICATES) ?? [text]) void new X509Certificate(one);
  } catch (cause) {
    throw new AccConfigError("ca holds a certificate that cannot be read", {
      cure: "give the text of a PEM file",
      cause,
    });
  }
  // not in every Node 22: without it what NODE_EXTRA_CA_CERTS names is left out
  const { getCACertificates }: { getCACertificates?: (type: "default") => string[] } = tls;
  const known = getCACertificates?.("default") ?? tls.rootCertificates;
  return tls.createSecureContext({ ca: [...known, ...ca] });
}
