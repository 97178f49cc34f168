import {
  type AccError,
  AccNetworkError,
  AccTimeoutError,
  AccTokenError,
  type Acted,
  isAccError,
} from "@argo-acc/core";

import type { Call } from "./call.ts";
import type { CallDeadline } from "./call-deadline.ts";
import { Late, waitFor } from "./wait-for.ts";

/** What stays the same in all attempts of a call. */
export interface Sending {
  readonly call: Call;
  readonly url: string;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  readonly deadline: CallDeadline;
}

/** What changes from one attempt to the next. */
export interface Progress {
  /** Requests sent so far. */
  readonly attempts: number;
  /** Whether one of them may have acted. */
  readonly acted: Acted;
}

/** Waits for a token no longer than the call may take. That none is left does not undo what may have been done. */
export async function tokenFor<T>(
  { call, deadline }: Sending,
  { attempts, acted }: Progress,
  ask: () => Promise<T>,
): Promise<T> {
  const ms = deadline.left;
  call.signal?.throwIfAborted();
  try {
    return await waitFor(ask(), { signal: call.signal, ms });
  } catch (cause) {
    if (cause instanceof Late)
      throw deadline.error({ call, attempts, acted, words: "there was no token yet" });
    if (acted === "no" || !isAccError(cause)) throw cause;
    const { message, cure } = cause;
    // an issuer that cannot be reached is a network error
    const Type = [AccTimeoutError, AccNetworkError].find((type) => cause instanceof type) ?? AccTokenError;
    throw new Type(message, { acted, cause, ...(cure === undefined ? {} : { cure }) });
  }
}

/** @throws AccTimeoutError at once where waiting would end after the call's deadline */
export function checkPause(
  { call, deadline }: Sending,
  waitMs: number,
  { attempts, acted }: Progress,
  cause: AccError,
): void {
  const left = deadline.left;
  if (left === undefined || waitMs < left) return;
  const words = `the next one could begin only ${waitMs} ms later`;
  throw deadline.error({ call, attempts, acted, words, cause });
}
