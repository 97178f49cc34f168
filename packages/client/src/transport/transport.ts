import {
  AccAuthenticationError,
  AccConfigError,
  AccProtocolError,
  AccTokenError,
  type Acted,
  decode,
  isAccError,
} from "@argo-acc/core";

import type { TokenKeeper } from "../token/token-keeper.ts";
import type { Outcome, SendAttempt } from "./attempt.ts";
import { AUTHENTICATION_PAUSE_MS, backoffMs, LONGEST_RETRY_AFTER_MS } from "./backoff.ts";
import { type Call, describeCall, repetitionOf, type Schema, urlOf } from "./call.ts";
import type { Clock } from "./clock.ts";
import { type FailedAttempt, judgeFailure } from "./failure.ts";
import { type Hooks, tell } from "./hooks.ts";

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
    const answer = await this.request(call);
    try {
      return decode(schema, answer, describeCall(call));
    } catch (error) {
      if (!isAccError(error) || repetitionOf(call) === "read") throw error;
      throw new AccProtocolError(error.message, { acted: "maybe", cure: error.cure ?? "", cause: error });
    }
  }

  /**
   * Makes a call.
   *
   * @returns the JSON of the answer; `null` for an answer without a body that has none by its status (204)
   */
  async request(call: Call): Promise<unknown> {
    const { clock, tokens, hooks } = this.#options;
    const url = urlOf(this.endpoint, call);
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    let actedBefore: Acted = "no";
    let replacement: string | undefined;
    let refused = false;
    for (let attempts = 1; ; attempts++) {
      call.signal?.throwIfAborted();
      const token: string = replacement ?? (await keepingActed(actedBefore, tokens.get()));
      const outcome = await this.#attempt({ call, url, body, token, attempts });
      if (outcome.kind === "answer" && outcome.status >= 200 && outcome.status < 300) {
        return readJson(call, outcome);
      }
      if (isRepeatedDelete(call, outcome, actedBefore)) return null;
      const failed: FailedAttempt = { call, url, token, attempts, actedBefore, now: clock.now() };
      const { error, again, retryAfterMs } = judgeFailure(outcome, failed);
      actedBefore = error.acted;
      const event = { method: call.method, url, attempt: attempts, error };
      if (error instanceof AccAuthenticationError && !refused) {
        refused = true;
        replacement = await keepingActed(actedBefore, tokens.renew(token));
        const waitMs = replacement === undefined || replacement === token ? AUTHENTICATION_PAUSE_MS : 0;
        tell(hooks.onRetry, { ...event, waitMs });
        if (waitMs > 0) await clock.wait(waitMs, call.signal);
        continue;
      }
      const { tries = TRIES, triesOn500 = tries } = call;
      const most = outcome.kind === "answer" && outcome.status === 500 ? triesOn500 : tries;
      if (!again || attempts >= most || (retryAfterMs ?? 0) > LONGEST_RETRY_AFTER_MS) throw error;
      const waitMs = backoffMs(attempts, retryAfterMs, clock);
      tell(hooks.onRetry, { ...event, waitMs });
      await clock.wait(waitMs, call.signal);
    }
  }

  async #attempt(sent: {
    readonly call: Call;
    readonly url: string;
    readonly body: string | undefined;
    readonly token: string;
    readonly attempts: number;
  }): Promise<Outcome> {
    const { send, hooks, clock } = this.#options;
    const { call, url, body, token } = sent;
    const timeoutMs = deadline(call.timeoutMs ?? this.#options.timeoutMs ?? TIMEOUT_MS);
    const event = { method: call.method, url, attempt: sent.attempts };
    this.#requests += 1;
    tell(hooks.onRequest, event);
    const began = clock.now();
    const outcome = await send({ method: call.method, url, token, body, timeoutMs, signal: call.signal });
    if (outcome.kind === "answer") {
      tell(hooks.onResponse, { ...event, status: outcome.status, ms: clock.now() - began });
    }
    return outcome;
  }
}

function readJson(call: Call, answer: Extract<Outcome, { kind: "answer" }>): unknown {
  const acted = repetitionOf(call) === "read" ? "no" : "maybe";
  const cure = "a proxy may have answered in the service's place: check the endpoint";
  if (call.expect !== undefined && answer.status !== call.expect) {
    const words = `${describeCall(call)}: ${answer.status} where the service promises ${call.expect}`;
    throw new AccProtocolError(words, { acted, cure });
  }
  if (answer.status === 204 && answer.text === "") return null;
  try {
    return JSON.parse(answer.text);
  } catch (cause) {
    const kind = answer.headers.get("content-type") ?? "no content type";
    throw new AccProtocolError(
      `${describeCall(call)}: ${answer.status} with a body that is not JSON (${kind}, ${answer.text.length} characters)`,
      { acted, cure, cause },
    );
  }
}

/** That no token is left does not undo what an earlier attempt may have done. */
async function keepingActed<T>(acted: Acted, asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (cause) {
    if (acted === "no" || !(cause instanceof AccTokenError)) throw cause;
    const { message, cure } = cause;
    throw new AccTokenError(message, { acted, cause, ...(cure === undefined ? {} : { cure }) });
  }
}

/** What an earlier attempt of a DELETE removed is not there any more. */
function isRepeatedDelete(call: Call, outcome: Outcome, actedBefore: Acted): boolean {
  return (
    call.method === "DELETE" && actedBefore === "maybe" && outcome.kind === "answer" && outcome.status === 404
  );
}

function deadline(ms: number): number {
  if (Number.isFinite(ms) && ms > 0 && ms <= 2_147_483_647) return ms;
  throw new AccConfigError(`timeoutMs ${ms} is not a number of milliseconds`, {
    cure: "give a timeoutMs above 0",
  });
}
