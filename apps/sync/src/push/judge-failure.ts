import {
  type AccError,
  AccAuthenticationError,
  AccConfigError,
  AccNetworkError,
  AccResponseError,
  AccTokenError,
  isAccError,
  parseInstant,
} from "@argo-acc/core";
import type { AttemptOutcome, Entry } from "@argo-acc/store/outbox";

/** What a failed request means for its entry, and for the run. */
export interface Verdict {
  readonly outcome: AttemptOutcome;
  readonly effect: Effect;
}

/**
 * What a request means for the run:
 *
 * - `go_on`: nothing, the service answered for this entry alone
 * - `park`: the installation takes nothing from us; its other entries wait for the next run
 * - `count`: no answer of the service's own; several in a row end the run
 * - `stop`: nothing can be sent with this token
 */
export type Effect = "go_on" | "park" | "count" | "stop";

/** How long the service's clock is taken to be possibly behind ours. */
const CLOCK_DOUBT_MS = 3_600_000;
const RETRY_EARLY_MS = 5 * 60_000;
const RETRY_UNREACHED_MS = 10_000;
const RETRY_RATE_LIMIT_MS = 60_000;

/**
 * Judges what `POST /installations/{id}/metrics` ended in. What is not certainly without effect is uncertain.
 *
 * @param now when the attempt ended, in milliseconds since the epoch
 */
export function judgeFailure(error: unknown, entry: Entry, now: number): Verdict {
  if (!isAccError(error)) return givenUp(error);
  if (error.acted === "maybe") return { outcome: uncertain(error), effect: "count" };
  if (error instanceof AccTokenError || error instanceof AccAuthenticationError) {
    return { outcome: later(error, now), effect: "stop" };
  }
  if (error instanceof AccNetworkError) {
    return { outcome: later(error, now + RETRY_UNREACHED_MS), effect: "count" };
  }
  if (error instanceof AccResponseError) return judgeAnswer(error, entry, now);
  if (error instanceof AccConfigError) {
    return {
      outcome: { state: "rejected", message: `it cannot be sent: ${error.message}` },
      effect: "go_on",
    };
  }
  return { outcome: uncertain(error), effect: "count" };
}

/** Judges a request that was given up on our side: whatever made us, it may have arrived. */
export function givenUp(reason: unknown): Verdict {
  return { outcome: uncertain(reason), effect: "go_on" };
}

function judgeAnswer(error: AccResponseError, entry: Entry, now: number): Verdict {
  const { status } = error;
  if (status === 429) {
    const wait = Math.max(error.retryAfterMs ?? RETRY_RATE_LIMIT_MS, 0);
    return { outcome: later(error, now + wait), effect: "count" };
  }
  if (status < 400 || status === 408 || status >= 500) {
    return { outcome: uncertain(error), effect: "count" };
  }
  const end = parseInstant(entry.time_period_end)?.epochMs ?? 0;
  if (status === 400 && end > now - CLOCK_DOUBT_MS) {
    return { outcome: later(error, now + RETRY_EARLY_MS), effect: "go_on" };
  }
  const message = `the service refused it: ${error.serviceMessage ?? `${status}`}`;
  return {
    outcome: { state: "rejected", status, message },
    effect: status === 403 || status === 404 ? "park" : "go_on",
  };
}

function later(error: AccError, next_try_at: number): AttemptOutcome {
  return { state: "pending", next_try_at, message: error.message, status: statusOf(error) };
}

function uncertain(error: unknown): AttemptOutcome {
  const message = error instanceof Error ? error.message : String(error);
  return { state: "uncertain", message, status: statusOf(error) };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof AccResponseError ? error.status : undefined;
}
