import { AccConfigError, AccTimeoutError } from "@argo-acc/core";
import { createFetch } from "ofetch";

import { networkFailure, type NetworkFailure } from "./network-failure.ts";
import { readAnswer } from "./read-answer.ts";
import { waitFor } from "./wait-for.ts";

/** What is sent in one attempt. */
export interface Attempt {
  readonly method: string;
  readonly url: string;
  readonly token: string;
  /** JSON text. */
  readonly body: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** An answer that is a success, whole. */
export interface Success {
  readonly kind: "success";
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** An answer that is none. */
export interface Refusal {
  readonly kind: "refusal";
  readonly status: number;
  readonly headers: Headers;
  /** As much of it as could be had. */
  readonly text: string;
}

/** What came of it: an answer, or none. */
export type Outcome = Success | Refusal | ({ readonly kind: "none" } & NetworkFailure);

/**
 * Sends one request and reads its answer to the end. Rejects only with the reason of the caller's own signal, or with the
 * AccConfigError of a `fetch` that cannot be used as it is set up.
 */
export type SendAttempt = (attempt: Attempt) => Promise<Outcome>;

/**
 * Makes the function that sends. ofetch's own retries, timeout and parsing are off: it ignores its timeout when there
 * is a signal, repeats after an abort, and passes broken JSON on as text.
 */
export function createSender(fetch: typeof globalThis.fetch): SendAttempt {
  const send = createFetch({ fetch });
  return async ({ method, url, token, body, timeoutMs, signal }) => {
    // one controller and a listener: a signal joined anew for each request would pile up on a long-lived one
    const abort = new AbortController();
    let late = false;
    const leave = () => abort.abort();
    const timer = setTimeout(() => {
      late = true;
      leave();
    }, timeoutMs);
    signal?.addEventListener("abort", leave, { once: true });
    try {
      signal?.throwIfAborted();
      const sent = send.raw(url, {
        method,
        headers: {
          accept: "application/json",
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body }),
        redirect: "manual",
        responseType: "stream",
        ignoreResponseError: true,
        retry: false,
        signal: abort.signal,
      });
      // a fetch of the caller's may not listen to its signal
      const answer = await readAnswer(await waitFor(sent, abort), abort.signal);
      if (answer.kind === "refusal") signal?.throwIfAborted();
      return answer;
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      const refusal = configError(error);
      if (refusal !== undefined) throw refusal;
      return { kind: "none", ...(late ? lateAnswer(timeoutMs) : networkFailure(error, [token])) };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", leave);
    }
  };
}

function configError(thrown: unknown): AccConfigError | undefined {
  if (thrown instanceof AccConfigError) return thrown;
  return thrown instanceof Error && thrown.cause instanceof AccConfigError ? thrown.cause : undefined;
}

function lateAnswer(timeoutMs: number): NetworkFailure {
  return {
    words: `no answer within ${timeoutMs} ms`,
    type: AccTimeoutError,
    reached: "maybe",
    passing: true,
    cure: "give an attempt more time with timeoutMs, or try again later",
    cause: undefined,
  };
}
