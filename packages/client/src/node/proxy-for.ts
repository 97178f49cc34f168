import { BlockList, isIP } from "node:net";

import { AccConfigError } from "@argo-acc/core";

import { isLoopback } from "../endpoint.ts";
import type { Environment } from "../token/token-from-env.ts";

/**
 * The proxy that the environment names for a URL: `HTTPS_PROXY` for https, `HTTP_PROXY` for http, unless `NO_PROXY` has
 * the host. The names in lower case go before. This machine is never asked for through a proxy.
 *
 * @throws AccConfigError if the variable is no URL of an http(s) proxy; the message never holds a password
 */
export function proxyFor(target: URL, env: Environment): URL | undefined {
  const name = target.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const text = (env[name.toLowerCase()] || env[name] || "").trim();
  if (text === "" || isLoopback(target.hostname)) return undefined;
  if (isExempt(target, env["no_proxy"] || env["NO_PROXY"] || "")) return undefined;
  return readProxy(name, text);
}

function readProxy(name: string, text: string): URL {
  const full = text.includes("://") ? text : `http://${text}`;
  const proxy = URL.canParse(full) ? new URL(full) : undefined;
  if (proxy !== undefined && /^https?:$/.test(proxy.protocol) && proxy.hostname !== "") {
    if (isDecodable(proxy.username + proxy.password)) return proxy;
    throw new AccConfigError(`${name} has a % in its user or password that stands for no character`, {
      cure: "write % itself as %25",
    });
  }
  const kind =
    proxy === undefined ? "is no URL" : `names a proxy by ${proxy.protocol}//, which cannot be used`;
  throw new AccConfigError(`${name} ${kind}`, { cure: "write it as http://host:port" });
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}

/** Whether `NO_PROXY` has the host: `*`, a name with all below it, a name with a port, an address, or a block of them. */
function isExempt(target: URL, list: string): boolean {
  const host = target.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const port = target.port || (target.protocol === "https:" ? "443" : "80");
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      if (entry.includes("/")) return isInBlock(host, entry);
      const [, name = entry, itsPort] = /^(\[.*\]|[^:]+):(\d+)$/.exec(entry) ?? [];
      if (itsPort !== undefined && itsPort !== port) return false;
      const bare = name.replace(/^\*?\./, "").replace(/^\[|\]$/g, "");
      return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`));
    });
}

function isInBlock(host: string, block: string): boolean {
  const [address = "", bits = ""] = block.split("/");
  const family = isIP(host);
  const isBlock = /^\d+$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32);
  if (family === 0 || isIP(address) !== family || !isBlock) return false;
  const kind = family === 6 ? "ipv6" : "ipv4";
  const addresses = new BlockList();
  addresses.addSubnet(address, Number(bits), kind);
  return addresses.check(host, kind);
}
