import { AccTimeoutError } from "@argo-acc/core";
import { createFetch } from "ofetch";

import { joinSignals } from "./join-signals.ts";
import { networkFailure, type NetworkFailure } from "./network-failure.ts";

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

/** What came of it: an answer that arrived whole, or none. */
export type Outcome =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: Headers;
      readonly text: string;
    }
  | ({ readonly kind: "none" } & NetworkFailure);

/** Sends one request and reads its answer to the end. Rejects only with the reason of the caller's own signal. */
export type SendAttempt = (attempt: Attempt) => Promise<Outcome>;

/**
 * Makes the function that sends. ofetch's own retries, timeout and parsing are off: it ignores its timeout when there
 * is a signal, repeats after an abort, and passes broken JSON on as text.
 */
export function createSender(fetch: typeof globalThis.fetch): SendAttempt {
  const send = createFetch({ fetch });
  return async ({ method, url, token, body, timeoutMs, signal }) => {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    try {
      const {
        status,
        headers,
        _data: text,
      } = await send.raw(url, {
        method,
        headers: {
          accept: "application/json",
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body }),
        redirect: "manual",
        responseType: "text",
        ignoreResponseError: true,
        retry: false,
        signal: joinSignals(signal, deadline.signal),
      });
      return { kind: "answer", status, headers, text: text ?? "" };
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      if (deadline.signal.aborted) {
        const words = `no answer within ${timeoutMs} ms`;
        return {
          kind: "none",
          words,
          type: AccTimeoutError,
          reached: "maybe",
          passing: true,
          cause: undefined,
        };
      }
      return { kind: "none", ...networkFailure(error) };
    } finally {
      clearTimeout(timer);
    }
  };
}
