import { AccConfigError } from "@argo-acc/core";

const BASE_PATH = "/accounting-system";

/** Options of {@link parseEndpoint}. */
export interface EndpointOptions {
  /** Whether http is accepted for a host that is not this machine: the token then travels in clear. Default `false`. */
  readonly insecureHttp?: boolean | undefined;
}

/**
 * Reads the address of a service: a URL, or a bare host, which means https. Without a path `/accounting-system` is
 * appended, with one it is used as given.
 *
 * @returns origin and base path without a slash at the end: `https://api.example.org/accounting-system`
 * @throws AccConfigError if it is no http(s) URL, holds credentials, a query or a fragment, or is http to a host that
 *   is not this machine without `insecureHttp`
 */
export function parseEndpoint(text: string, options: EndpointOptions = {}): string {
  if (typeof text !== "string") {
    const cure = "write it as https:// and the name of the host";
    throw new AccConfigError(`the endpoint is no text: ${typeof text}`, { cure });
  }
  const given = text.trim();
  const url = parseHttpUrl(given);
  if (url === undefined) {
    throw refuse(given, "is not an http(s) URL", corrected(given));
  }
  if (url.username !== "" || url.password !== "") {
    const cure = "leave them out: the token is given by itself";
    throw new AccConfigError(`the endpoint at ${url.host} has credentials in its URL`, { cure });
  }
  if (url.search !== "" || url.hash !== "") {
    throw refuse(given, "has a query or a fragment", `write ${url.origin}${url.pathname}`);
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname) && options.insecureHttp !== true) {
    const cure = `write https://${url.host}${url.pathname === "/" ? "" : url.pathname}, or allow insecure http`;
    throw refuse(given, "is http: the token would travel in clear", cure);
  }
  const path = url.pathname.replace(/\/+$/, "");
  return url.origin + (path === "" ? BASE_PATH : path);
}

function parseHttpUrl(given: string): URL | undefined {
  if (given === "" || /\s|\\/.test(given)) return undefined;
  const bare = !given.includes("://");
  if (bare && /^(?:https?:|[/.:?#])/i.test(given)) return undefined;
  if (!bare && !/^https?:\/\/[^/]/i.test(given)) return undefined;
  const full = bare ? `https://${given}` : given;
  return URL.canParse(full) ? new URL(full) : undefined;
}

function corrected(given: string): string {
  const rest = given.replace(/^[a-z]*:\/*/i, "");
  const address = `https://${rest}`;
  const isHost = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d+)?(?:\/[^\s?#]*)?$/.test(rest);
  return isHost && URL.canParse(address)
    ? `write ${address}`
    : "write it as https:// and the name of the host";
}

/** Whether a host name is this machine itself, so that nothing travels in clear. */
export function isLoopback(host: string): boolean {
  return (
    host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(?:\.\d+){3}$/.test(host)
  );
}

function refuse(given: string, what: string, cure: string): AccConfigError {
  return new AccConfigError(`endpoint "${withoutLogin(given)}" ${what}`, { cure });
}

/** What is meant as a URL, without a user and a password before its host. */
export function withoutLogin(text: string): string {
  return text.replace(/^([a-z]*:\/*)?.*@/is, "$1…@");
}
