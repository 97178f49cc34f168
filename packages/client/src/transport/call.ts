import type { decode } from "@argo-acc/core";

/** What reads an answer of type `T`. */
export type Schema<T> = Parameters<typeof decode<T>>[0];

/** Options every verb takes, last. */
export interface CallOptions {
  /** Ends the call; the caller gets the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline of one attempt, in milliseconds. Default: the client's, 30,000. */
  readonly timeoutMs?: number | undefined;
  /**
   * Deadline of the whole call, in milliseconds: attempts, pauses and the waiting for a token together. A list makes
   * one call a page. Default: the client's; without one the number of tries is the only limit.
   */
  readonly deadlineMs?: number | undefined;
}

/** A parameter of the query; `undefined` is left out. */
export type QueryValue = string | number | undefined;

/** One call of the service. */
export interface Call extends CallOptions {
  readonly method: string;
  /** Below the endpoint, with encoded ids: `/projects/prj-1`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** How often the call is tried at most where it is answered 500, which the service also gives for requests that will never succeed. Default 5. */
  readonly triesOn500?: number | undefined;
  /** The only status that counts as success. Default: every 2xx. */
  readonly expect?: number | undefined;
}

/**
 * What a repetition of a call means: a `read` changes nothing, an `idempotent` write ends in the same state however
 * often it arrives, a `once` write acts each time.
 */
export type Repetition = "read" | "idempotent" | "once";

/** The POSTs that change nothing. A path that only looks like one of them is a write: ids are free text. */
const SEARCHES = new Set([
  "/metrics/search",
  "/projects/search",
  "/installations/search",
  "/providers/search",
  "/metric-definitions/search",
]);

/** How a call may be repeated. Searches are reads although they are POSTs. */
export function repetitionOf(call: Call): Repetition {
  switch (call.method) {
    case "GET":
    case "HEAD":
    case "OPTIONS":
      return "read";
    case "PUT":
    case "PATCH":
    case "DELETE":
      return "idempotent";
    default:
      return call.method === "POST" && SEARCHES.has(call.path.replace(/\?.*/, "")) ? "read" : "once";
  }
}

/** A call in words: `GET /projects/prj-1/metrics page 3`. */
export function describeCall(call: Call): string {
  const page = call.query?.["page"];
  return `${call.method} ${call.path}${page === undefined ? "" : ` page ${page}`}`;
}

/** The whole URL of a call. */
export function urlOf(endpoint: string, call: Call): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  const text = query.toString();
  if (text === "") return endpoint + call.path;
  return `${endpoint}${call.path}${call.path.includes("?") ? "&" : "?"}${text}`;
}
