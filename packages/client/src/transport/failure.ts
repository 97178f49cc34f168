import {
  AccAuthenticationError,
  AccConflictError,
  type AccError,
  AccNotFoundError,
  AccPermissionError,
  AccRateLimitError,
  AccResponseError,
  type Acted,
} from "@argo-acc/core";

import type { Outcome, Success } from "./attempt.ts";
import { LONGEST_RETRY_AFTER_MS, readRetryAfter } from "./backoff.ts";
import { type Call, describeCall, repetitionOf } from "./call.ts";
import { serviceMessage } from "./service-message.ts";
import { withoutSecret } from "./without-secret.ts";

/** What is known when an attempt has failed. */
export interface FailedAttempt {
  readonly call: Call;
  readonly url: string;
  readonly token: string;
  readonly attempts: number;
  /** Whether an earlier attempt of the same call may have acted. */
  readonly actedBefore: Acted;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A failed attempt: the error it would end in, and whether the call may be tried again. */
export interface Failure {
  readonly error: AccError;
  readonly again: boolean;
  readonly retryAfterMs: number | undefined;
}

const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/** The classes of the statuses that have one of their own. */
export const BY_STATUS: Readonly<Record<number, typeof AccResponseError>> = {
  401: AccAuthenticationError,
  403: AccPermissionError,
  404: AccNotFoundError,
  409: AccConflictError,
  429: AccRateLimitError,
};

const CURES: Readonly<Record<number, string>> = {
  401: "check that the token is of this service's issuer and has not expired",
  403: "ask the administrators of the project, or of the service, for a role that covers this",
  407: "a proxy asks for a user and a password: write them into the proxy variable",
  409: "look at what is there: it exists already, or is in use",
  429: "try again later, or with less concurrency",
};

/** What may have been stored is counted twice when it is sent again. */
export const LOOK_FIRST = "look whether it was done before you send it again";

const IN_USE = new Set(["PATCH", "DELETE"]);

/** Judges an attempt that did not end in success. */
export function judgeFailure(outcome: Exclude<Outcome, Success>, failed: FailedAttempt): Failure {
  const repetition = repetitionOf(failed.call);
  const certain = outcome.kind === "none" ? outcome.reached === "no" : isCertain(outcome.status);
  const acted = repetition !== "read" && !(certain && failed.actedBefore === "no") ? "maybe" : "no";
  const passing = outcome.kind === "none" ? outcome.passing : PASSING.has(outcome.status);
  const again = passing && (repetition !== "once" || acted === "no");
  const tried = failed.attempts === 1 ? "" : ` after ${failed.attempts} tries`;
  const what = describeCall(failed.call);
  const open = repetition === "once" && acted === "maybe";
  if (outcome.kind === "none") {
    const host = new URL(failed.url).host;
    const error = new outcome.type(`${what}: ${outcome.words}${tried}, ${host}`, {
      acted,
      retryable: again,
      cure: open
        ? LOOK_FIRST
        : (outcome.cure ?? `check that ${host} is the service's host and that this machine can reach it`),
      cause: outcome.cause,
    });
    return { error, again, retryAfterMs: undefined };
  }
  const { status, headers, text } = outcome;
  const retryAfterMs = readRetryAfter(headers.get("retry-after"), failed.now);
  const words = serviceMessage(text, failed.token);
  const Type = BY_STATUS[status] ?? AccResponseError;
  const until = tooLate(retryAfterMs, failed.now);
  const redirect = redirectTarget(status, headers, failed);
  const said = redirect === undefined ? words : `it points to ${redirect}, which is not followed`;
  const error = new Type(
    `${what}: ${status || "a redirect"}${tried}${said === undefined ? "" : `: ${said}`}` +
      (until === undefined ? "" : `; the service asks to wait until ${until}`),
    {
      method: failed.call.method,
      url: failed.url,
      status,
      serviceMessage: words,
      attempts: failed.attempts,
      retryAfterMs,
    },
    {
      acted,
      retryable: again,
      cure: open && redirect === undefined ? LOOK_FIRST : cureOf(failed.call, status, words, redirect, until),
    },
  );
  return { error, again, retryAfterMs };
}

/** Whether a status says that nothing was done. Only an early refusal does: a proxy can answer 3xx and 5xx after the fact. */
function isCertain(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408;
}

function tooLate(retryAfterMs: number | undefined, now: number): string | undefined {
  if (retryAfterMs === undefined || retryAfterMs <= LONGEST_RETRY_AFTER_MS) return undefined;
  const at = new Date(now + retryAfterMs);
  return Number.isNaN(at.getTime()) ? `${retryAfterMs / 1000} s from now` : at.toISOString();
}

/** A browser hides where a redirect points: it answers status 0. */
function redirectTarget(status: number, headers: Headers, { url, token }: FailedAttempt): string | undefined {
  if (status !== 0 && (status < 300 || status > 399)) return undefined;
  const location = headers.get("location");
  if (location === null || !URL.canParse(location, url)) return "another address";
  const target = new URL(location, url);
  return withoutSecret(target.origin + target.pathname, token);
}

function cureOf(
  { method }: Call,
  status: number,
  words: string | undefined,
  redirect: string | undefined,
  until: string | undefined,
): string {
  if (redirect !== undefined) return `if ${redirect} is the service, give its address as the endpoint`;
  if (until !== undefined) return `try again after ${until}`;
  if (status === 404 && words === "(an HTML page)")
    return "check the path of the endpoint: it ends in /accounting-system";
  const known = CURES[status];
  // what is built in or in use is refused to everybody, and with the same status
  if (status === 403 && IN_USE.has(method))
    return `${known}, unless it is built in or in use: then nobody may`;
  if (known !== undefined) return known;
  if (status === 404)
    return "check the id: the service knows no such thing, or has no such route in its version";
  return status >= 500 ? "try again later; if it stays, tell the service's operators" : "correct the request";
}
