import { AccAuthenticationError, AccTimeoutError, type Acted } from "@argo-acc/core";

import type { TokenKeeper } from "../token/token-keeper.ts";
import { Answer } from "./answer.ts";
import type { Outcome, SendAttempt, Success } from "./attempt.ts";
import { AUTHENTICATION_PAUSE_MS, backoffMs, LONGEST_RETRY_AFTER_MS } from "./backoff.ts";
import { type Call, type Schema, urlOf } from "./call.ts";
import { CallDeadline, checkMilliseconds } from "./call-deadline.ts";
import { type Clock, elapsedMs } from "./clock.ts";
import { type FailedAttempt, judgeFailure } from "./failure.ts";
import { type Hooks, tell } from "./hooks.ts";
import { requestBody } from "./request-body.ts";
import { checkPause, type Progress, type Sending, tokenFor } from "./sending.ts";

/** The deadline of one attempt where the caller gives none, in milliseconds. */
const TIMEOUT_MS = 30_000;
const TRIES = 5;

/** What a {@link Transport} is made of. */
export interface TransportOptions {
  readonly endpoint: string;
  readonly tokens: TokenKeeper;
  readonly send: SendAttempt;
  readonly hooks: Hooks;
  readonly clock: Clock;
  /** Deadline of one attempt, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Deadline of one call, in milliseconds. Default: none. */
  readonly deadlineMs?: number | undefined;
  /** Requests a list keeps in flight at most. Default 4. */
  readonly concurrency?: number | undefined;
}

/**
 * Sends calls and reads their answers: retries what may be repeated, renews the token once after a 401, and turns
 * everything that is not a success into one of the project's errors.
 */
export class Transport {
  readonly endpoint: string;
  readonly #options: TransportOptions;
  #requests = 0;

  constructor(options: TransportOptions) {
    this.endpoint = options.endpoint;
    this.#options = options;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  /** Requests a list keeps in flight at most. */
  get concurrency(): number {
    return this.#options.concurrency ?? 4;
  }

  /** Requests sent so far, repetitions included. */
  get requests(): number {
    return this.#requests;
  }

  /** Makes a call and reads its answer with a schema. */
  async read<T>(schema: Schema<T>, call: Call): Promise<T> {
    return (await this.answer(call)).read(schema);
  }

  /**
   * Makes a call.
   *
   * @returns the JSON of the answer; `null` for an answer that has no body by its method (HEAD) or status (204)
   */
  async request(call: Call): Promise<unknown> {
    return (await this.answer(call)).json();
  }

  /** Makes a call. Whoever made it reads the answer, or does not. */
  async answer(call: Call): Promise<Answer> {
    const { clock, tokens, hooks } = this.#options;
    const sending = this.#prepare(call);
    const { url } = sending;
    let acted: Acted = "no";
    let refused: string | undefined;
    let replacement: string | undefined;
    for (let attempts = 1; ; attempts++) {
      const before: Progress = { attempts: attempts - 1, acted };
      const current: string = await tokenFor(sending, before, () => tokens.get());
      const token = current === refused ? (replacement ?? current) : current;
      const left = sending.deadline.left;
      if (left === 0)
        throw sending.deadline.error({ call, ...before, words: "no time was left for another" });
      const outcome = await this.#attempt(sending, token, attempts, left);
      if (outcome.kind === "success") return new Answer(call, outcome, token);
      if (isRepeatedDelete(call, outcome, acted)) return new Answer(call, nothing(call), token);
      const failed: FailedAttempt = { call, url, token, attempts, actedBefore: acted, now: clock.now() };
      const { error, again, retryAfterMs } = judgeFailure(outcome, failed);
      acted = error.acted;
      if (error instanceof AccTimeoutError && left !== undefined && left <= sending.timeoutMs) {
        throw sending.deadline.error({ call, attempts, acted, words: "the last one had no answer yet" });
      }
      const event = { method: call.method, url, attempt: attempts, error };
      if (error instanceof AccAuthenticationError && refused === undefined) {
        refused = token;
        replacement = await tokenFor(sending, { attempts, acted }, () => tokens.renew(token));
        const waitMs = replacement === undefined || replacement === token ? AUTHENTICATION_PAUSE_MS : 0;
        checkPause(sending, waitMs, { attempts, acted }, error);
        tell(hooks.onRetry, { ...event, waitMs });
        if (waitMs > 0) await clock.wait(waitMs, call.signal);
        continue;
      }
      const { triesOn500 = TRIES } = call;
      const most = outcome.kind === "refusal" && outcome.status === 500 ? triesOn500 : TRIES;
      if (!again || attempts >= most || (retryAfterMs ?? 0) > LONGEST_RETRY_AFTER_MS) throw error;
      const waitMs = backoffMs(attempts, retryAfterMs, clock);
      checkPause(sending, waitMs, { attempts, acted }, error);
      tell(hooks.onRetry, { ...event, waitMs });
      await clock.wait(waitMs, call.signal);
    }
  }

  #prepare(call: Call): Sending {
    const { timeoutMs, deadlineMs, clock } = this.#options;
    return {
      call,
      url: urlOf(this.endpoint, call),
      body: requestBody(call),
      timeoutMs: checkMilliseconds("timeoutMs", call.timeoutMs ?? timeoutMs ?? TIMEOUT_MS),
      deadline: new CallDeadline(call.deadlineMs ?? deadlineMs, clock),
    };
  }

  async #attempt(
    sending: Sending,
    token: string,
    attempt: number,
    left: number | undefined,
  ): Promise<Outcome> {
    const { send, hooks, clock } = this.#options;
    const { call, url, body } = sending;
    const { method, signal } = call;
    const event = { method, url, attempt };
    const timeoutMs = Math.min(sending.timeoutMs, Math.max(1, left ?? sending.timeoutMs));
    this.#requests += 1;
    tell(hooks.onRequest, event);
    const began = elapsedMs(clock);
    const outcome = await send({ method, url, token, body, timeoutMs, signal });
    if (outcome.kind !== "none") {
      tell(hooks.onResponse, { ...event, status: outcome.status, ms: elapsedMs(clock) - began });
    }
    return outcome;
  }
}

/** What an earlier attempt of a DELETE removed is not there any more. */
function isRepeatedDelete(call: Call, outcome: Outcome, actedBefore: Acted): boolean {
  return (
    call.method === "DELETE" &&
    actedBefore === "maybe" &&
    outcome.kind === "refusal" &&
    outcome.status === 404
  );
}

/** A success that says nothing. */
function nothing({ expect = 200 }: Call): Success {
  return { kind: "success", status: expect, headers: new Headers(), bytes: new TextEncoder().encode("null") };
}
