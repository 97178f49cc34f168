import { request as askPlainly } from "node:http";
import { request as askSecurely } from "node:https";
import type { Socket } from "node:net";
import type { SecureContext } from "node:tls";

import { ProxyFailure } from "../transport/proxy-failure.ts";

/** How long a proxy may take to open a tunnel, in milliseconds. */
const TUNNEL_TIMEOUT_MS = 10_000;

/**
 * Opens a tunnel through a proxy (`CONNECT`).
 *
 * @param target host and port at the far end
 * @param secureContext whom to trust, for a proxy that is itself spoken to over TLS
 * @throws ProxyFailure if the proxy cannot be reached, or does not open it
 */
export function openTunnel(
  proxy: URL,
  target: string,
  secureContext: SecureContext | undefined,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const name = `the proxy ${proxy.host}`;
    const ask = proxy.protocol === "https:" ? askSecurely : askPlainly;
    const request = ask({
      host: proxy.hostname.replace(/^\[|\]$/g, ""),
      port: proxy.port || (proxy.protocol === "https:" ? 443 : 80),
      method: "CONNECT",
      path: target,
      headers: { host: target, ...authorization(proxy) },
      agent: false,
      timeout: TUNNEL_TIMEOUT_MS,
      ...(secureContext === undefined ? {} : { secureContext }),
    });
    const fail = (status: number | undefined) =>
      reject(new ProxyFailure(`${name} answered ${status}`, status === undefined ? {} : { status }));
    // who waits for the tunnel keeps the process; a tunnel that nobody waits for any more must not
    request.once("socket", (socket) => socket.unref());
    request.once("connect", ({ statusCode }, stream, head) => {
      const socket = stream as Socket;
      if (statusCode === 200) {
        if (head.length > 0) socket.unshift(head);
        return resolve(socket.ref());
      }
      socket.destroy();
      fail(statusCode);
    });
    // some servers that are no proxies answer a CONNECT like any other request
    request.once("response", (response) => {
      response.destroy();
      fail(response.statusCode);
    });
    request.once("timeout", () => request.destroy(new Error(`silent for ${TUNNEL_TIMEOUT_MS} ms`)));
    request.once("error", (cause: NodeJS.ErrnoException) => {
      reject(new ProxyFailure(`${name} failed (${cause.code ?? cause.message})`, { cause }));
    });
    request.end();
  });
}

function authorization({ username, password }: URL): { readonly "proxy-authorization"?: string } {
  if (username === "" && password === "") return {};
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(text).toString("base64")}` };
}
