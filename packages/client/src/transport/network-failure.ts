import { AccNetworkError, type AccTimeoutError } from "@argo-acc/core";

/** Why no answer came. */
export interface NetworkFailure {
  /** Which layer failed, for the message. */
  readonly words: string;
  readonly type: typeof AccNetworkError | typeof AccTimeoutError;
  /** Whether the request may have reached the service. */
  readonly reached: "no" | "maybe";
  /** Whether it may go away by itself. */
  readonly passing: boolean;
  readonly cause: unknown;
}

type Kind = Pick<NetworkFailure, "words" | "reached" | "passing">;

const BY_CODE: Readonly<Record<string, Kind>> = {
  ENOTFOUND: { words: "the name was not found (DNS)", reached: "no", passing: true },
  EAI_AGAIN: { words: "the name could not be looked up (DNS)", reached: "no", passing: true },
  ECONNREFUSED: { words: "the connection was refused", reached: "no", passing: true },
  EHOSTUNREACH: { words: "the host cannot be reached", reached: "maybe", passing: true },
  ENETUNREACH: { words: "the network cannot be reached", reached: "maybe", passing: true },
  ECONNRESET: { words: "the connection was reset", reached: "maybe", passing: true },
  EPIPE: { words: "the connection was closed while sending", reached: "maybe", passing: true },
  ETIMEDOUT: { words: "the connection timed out", reached: "maybe", passing: true },
  UND_ERR_CONNECT_TIMEOUT: { words: "the connection timed out", reached: "maybe", passing: true },
  UND_ERR_SOCKET: {
    words: "the connection was closed before the answer was complete",
    reached: "maybe",
    passing: true,
  },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
    words: "the answer was shorter than announced",
    reached: "maybe",
    passing: true,
  },
};

const TLS: Kind = { words: "the secure connection failed (TLS)", reached: "maybe", passing: false };
const CERTIFICATE: Kind = { ...TLS, reached: "no" };
const OTHER: Kind = { words: "no answer came", reached: "maybe", passing: true };

/** Tells which layer failed from what `fetch` threw: the code of the innermost cause that has one. */
export function networkFailure(thrown: unknown): NetworkFailure {
  const { code, cause } = innermost(thrown);
  const kind = BY_CODE[code] ?? kindOfTls(code) ?? OTHER;
  const words = code === "" ? kind.words : `${kind.words} (${code})`;
  return { ...kind, words, type: AccNetworkError, cause };
}

/** The server's certificate is judged before anything is sent; an alert or a broken record can come at any time. */
function kindOfTls(code: string): Kind | undefined {
  if (code.startsWith("ERR_SSL_")) return TLS;
  const isCertificate = /^ERR_TLS_|CERT|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)|HOSTNAME_MISMATCH/;
  return isCertificate.test(code) ? CERTIFICATE : undefined;
}

/**
 * Follows `cause` and the parts of aggregates. The outer errors are left behind on purpose: ofetch's own one carries
 * the request with its headers, and so the token.
 */
function innermost(thrown: unknown): { code: string; cause: unknown } {
  let code = "";
  let cause: unknown;
  let next: unknown = thrown;
  for (let depth = 0; depth < 8 && next instanceof Error; depth++) {
    if ("code" in next && typeof next.code === "string") code = next.code;
    if (next.name !== "FetchError") cause = next;
    next = next instanceof AggregateError ? next.errors[0] : next.cause;
  }
  return { code, cause };
}
