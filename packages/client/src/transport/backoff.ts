import type { Clock } from "./clock.ts";

/** The longest wait that is chosen here, in milliseconds. */
const LONGEST_BACKOFF_MS = 10_000;
const FIRST_BACKOFF_MS = 300;

/** The longest wait that is accepted from the service, in milliseconds: beyond it the call is given up at once. */
export const LONGEST_RETRY_AFTER_MS = 60_000;

/** How long to wait before a call is sent again, in case of a 401 that may be a failing token check, in milliseconds. */
export const AUTHENTICATION_PAUSE_MS = 1000;

/**
 * How long to wait after a failed attempt: a random part of an exponentially growing span, so that many clients do
 * not come back together; never less than the service asked for.
 *
 * @param attempt the attempt that failed, counted from 1
 */
export function backoffMs(attempt: number, retryAfterMs: number | undefined, clock: Clock): number {
  const span = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
  return Math.max(Math.round(clock.random() * span), retryAfterMs ?? 0);
}

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date. Of several, which come as one with commas, the longest counts.
 *
 * @returns milliseconds from `now`, at least 0; `undefined` if there is none or it cannot be read
 */
export function readRetryAfter(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d[\d.,\s]*$/.test(text)) {
    const ms = Math.max(...text.split(",").map(Number)) * 1000;
    return Number.isNaN(ms) ? undefined : Math.min(Math.ceil(ms), Number.MAX_SAFE_INTEGER);
  }
  if (!/^[A-Za-z]{3}/.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
