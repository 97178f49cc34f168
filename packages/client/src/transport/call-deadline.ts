import { AccConfigError, type AccError, AccTimeoutError, type Acted } from "@argo-acc/core";

import { type Call, describeCall, repetitionOf } from "./call.ts";
import { type Clock, elapsedMs } from "./clock.ts";
import { LOOK_FIRST } from "./failure.ts";

/** The longest time a timer can be set to, in milliseconds. */
const LONGEST_MS = 2_147_483_647;
const CURE = "give the call more time with deadlineMs, or try again later";

/** What is known of a call when its deadline ends it. */
export interface LateCall {
  readonly call: Call;
  /** Requests sent so far. */
  readonly attempts: number;
  readonly acted: Acted;
  /** What was going on, or why nothing more was tried. */
  readonly words: string;
  /** Why the last attempt failed. */
  readonly cause?: AccError;
}

/** The deadline of a whole call: its attempts, the pauses between them, and the waiting for tokens. */
export class CallDeadline {
  readonly #ms: number | undefined;
  readonly #clock: Clock;
  readonly #began: number;

  /** @param ms `undefined`: there is none */
  constructor(ms: number | undefined, clock: Clock) {
    this.#ms = ms === undefined ? undefined : checkMilliseconds("deadlineMs", ms);
    this.#clock = clock;
    this.#began = elapsedMs(clock);
  }

  /** Milliseconds that are left, at least 0; `undefined` without a deadline. */
  get left(): number | undefined {
    return this.#ms === undefined
      ? undefined
      : Math.max(0, this.#ms - (elapsedMs(this.#clock) - this.#began));
  }

  /** The error of a call that cannot be done in time. */
  error({ call, attempts, acted, words, cause }: LateCall): AccTimeoutError {
    const tried = attempts === 1 ? "1 try" : `${attempts} tries`;
    const what = describeCall(call);
    const repeatable = repetitionOf(call) !== "once" || acted === "no";
    const cure = repeatable ? (cause?.code === "network" && cause.cure) || CURE : LOOK_FIRST;
    const why = cause === undefined ? "" : `; the last one failed: ${cause.message.replace(`${what}: `, "")}`;
    return new AccTimeoutError(
      `${what}: not done within the ${this.#ms} ms of the whole call, after ${tried}: ${words}${why}`,
      {
        acted,
        retryable: repeatable,
        cure,
        cause,
      },
    );
  }
}

/** @throws AccConfigError if it is no time a timer can be set to */
export function checkMilliseconds(name: string, ms: number): number {
  if (Number.isFinite(ms) && ms > 0 && ms <= LONGEST_MS) return ms;
  throw new AccConfigError(`${name} ${ms} is not a number of milliseconds`, {
    cure: `give a ${name} above 0 and up to ${LONGEST_MS}, about 24 days, or leave it out`,
  });
}
