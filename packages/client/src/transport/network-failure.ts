import { AccNetworkError, type AccTimeoutError } from "@argo-acc/core";

import { plainError } from "./plain-error.ts";
import { ProxyFailure } from "./proxy-failure.ts";
import { tlsFailure } from "./tls-failure.ts";

/** Why no answer came. */
export interface NetworkFailure {
  /** Which layer failed, for the message. */
  readonly words: string;
  readonly type: typeof AccNetworkError | typeof AccTimeoutError;
  /** Whether the request may have reached the service. */
  readonly reached: "no" | "maybe";
  /** Whether it may go away by itself. */
  readonly passing: boolean;
  /** What to do, where it is something else than looking at the address and the network. */
  readonly cure: string | undefined;
  readonly cause: unknown;
}

/** One way in which no answer comes. */
export type FailureKind = Pick<NetworkFailure, "words" | "reached" | "passing"> & { readonly cure?: string };

const CLOSED = "the connection was closed before the answer was complete";

const BY_CODE: Readonly<Record<string, FailureKind>> = {
  ENOTFOUND: { words: "the name was not found (DNS)", reached: "no", passing: true },
  EAI_AGAIN: { words: "the name could not be looked up (DNS)", reached: "no", passing: true },
  ECONNREFUSED: { words: "the connection was refused", reached: "no", passing: true },
  EHOSTUNREACH: { words: "the host cannot be reached", reached: "maybe", passing: true },
  ENETUNREACH: { words: "the network cannot be reached", reached: "maybe", passing: true },
  ECONNRESET: { words: "the connection was reset", reached: "maybe", passing: true },
  EPIPE: { words: "the connection was closed while sending", reached: "maybe", passing: true },
  ETIMEDOUT: { words: "the connection timed out", reached: "maybe", passing: true },
  UND_ERR_CONNECT_TIMEOUT: { words: "the connection timed out", reached: "no", passing: true },
  UND_ERR_HEADERS_TIMEOUT: {
    words: "the connection was silent for too long",
    reached: "maybe",
    passing: true,
  },
  UND_ERR_BODY_TIMEOUT: { words: "the connection was silent for too long", reached: "maybe", passing: true },
  UND_ERR_SOCKET: { words: CLOSED, reached: "maybe", passing: true },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
    words: "the answer was shorter than announced",
    reached: "maybe",
    passing: true,
  },
  UND_ERR_HEADERS_OVERFLOW: {
    words: "the answer's headers are too long (HTTP)",
    reached: "maybe",
    passing: false,
  },
};

const BAD_HTTP: FailureKind = {
  words: "what came is not HTTP, or broken",
  reached: "maybe",
  passing: true,
  cure: "check the port: another kind of server may listen there",
};
const BAD_COMPRESSION: FailureKind = {
  words: "the body could not be decompressed",
  reached: "maybe",
  passing: true,
};
const BAD_PORT: FailureKind = {
  words: "fetch never connects to this port",
  reached: "no",
  passing: false,
  cure: "check the port of the endpoint; if it is right, the service has to be served on another one",
};
const OTHER: FailureKind = { words: "no answer came", reached: "maybe", passing: true };

/**
 * Tells which layer failed from what `fetch` threw: the code of the innermost cause that has one.
 *
 * @param secrets texts that must not come through
 */
export function networkFailure(thrown: unknown, secrets: readonly string[]): NetworkFailure {
  const { code, error } = innermost(thrown);
  const cause = error === undefined ? undefined : plainError(error, secrets);
  const rest = { type: AccNetworkError, cause };
  const proxy = error === undefined ? undefined : kindOfProxy(error);
  if (proxy !== undefined) return { cure: undefined, ...proxy, ...rest };
  const kind = kindOf(code, error);
  const connecting = error !== undefined && "syscall" in error && error.syscall === "connect";
  const words = code === "" ? kind.words : `${kind.words} (${code})`;
  return { cure: undefined, ...kind, ...(connecting ? { reached: "no" } : {}), words, ...rest };
}

function kindOf(code: string, error: Error | undefined): FailureKind {
  const known = BY_CODE[code] ?? tlsFailure(code);
  if (known !== undefined) return known;
  // it does not always have a code; the fetch of Node 22 trips over a status that is none
  if (error?.name === "HTTPParserError" || code === "ERR_ASSERTION") return BAD_HTTP;
  if (/^Z_|^ERR__ERROR_|^ZSTD_/.test(code)) return BAD_COMPRESSION;
  return error?.message === "bad port" ? BAD_PORT : OTHER;
}

/** A proxy's failure by our own `fetch`, or by that of Node with `NODE_USE_ENV_PROXY`. */
function kindOfProxy(error: Error): FailureKind | undefined {
  const [, builtIn] = /^Proxy response \((\d+)\)/.exec(error.message) ?? [];
  const status =
    error instanceof ProxyFailure ? error.status : builtIn === undefined ? undefined : Number(builtIn);
  if (status === undefined && !(error instanceof ProxyFailure)) return undefined;
  return {
    words: error instanceof ProxyFailure ? error.message : `the proxy answered ${status}`,
    reached: "no",
    passing: status === undefined || status === 408 || status === 429 || status >= 500,
    cure:
      status === 407
        ? "write the proxy's user and password into its variable: http://user:password@host:port"
        : "check HTTPS_PROXY and HTTP_PROXY, or name the service's host in NO_PROXY",
  };
}

/**
 * Follows `cause` and the parts of aggregates. The outer errors are left behind on purpose: ofetch's own one carries
 * the request with its headers, and so the token.
 */
function innermost(thrown: unknown): { code: string; error: Error | undefined } {
  let code = "";
  let error: Error | undefined;
  let next: unknown = thrown;
  for (let depth = 0; depth < 8 && next instanceof Error; depth++) {
    if ("code" in next && typeof next.code === "string") code = next.code;
    if (next.name !== "FetchError") error = next;
    if (next instanceof ProxyFailure) break; // what it stands on is told in its own words
    next = next instanceof AggregateError ? next.errors[0] : next.cause;
  }
  return { code, error };
}
