/** Thrown by {@link waitFor} when the time is over. */
export class Late extends Error {}

/** What ends the waiting early. */
export interface Patience {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. Default: as long as it takes. */
  readonly ms?: number | undefined;
}

/**
 * Waits for something that cannot be cancelled, such as a token that other calls wait for too, or that may not know it
 * has been: it goes on, the waiting ends. What it fails with later is dropped.
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
    promise.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
    if (signal?.aborted === true) leave();
    else signal?.addEventListener("abort", leave, { once: true });
  });
}
