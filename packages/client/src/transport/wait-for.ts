/** Thrown by {@link waitFor} when the time is over. */
export class Late extends Error {}

/** What ends the waiting early. */
export interface Patience {
  readonly signal: AbortSignal | undefined;
  /** Milliseconds; `undefined`: as long as it takes. */
  readonly ms: number | undefined;
}

/**
 * Waits for something that cannot be cancelled, such as a token that other calls wait for too: it goes on, the waiting
 * ends.
 *
 * @throws Late when the time is over; the signal's reason when it is aborted
 */
export function waitFor<T>(promise: Promise<T>, { signal, ms }: Patience): Promise<T> {
  if (signal === undefined && ms === undefined) return promise;
  return new Promise((resolve, reject) => {
    const leave = () => settle(() => reject(signal?.reason));
    const timer = ms === undefined ? undefined : setTimeout(() => settle(() => reject(new Late())), ms);
    const settle = (how: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", leave);
      how();
    };
    if (signal?.aborted === true) return leave();
    signal?.addEventListener("abort", leave, { once: true });
    promise.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}
