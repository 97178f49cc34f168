/** A request about to be sent. */
export interface RequestEvent {
  readonly method: string;
  readonly url: string;
  /** Counted from 1. */
  readonly attempt: number;
}

/** An answer that arrived whole. */
export interface ResponseEvent extends RequestEvent {
  readonly status: number;
  /** Milliseconds from sending to the end of the body. */
  readonly ms: number;
}

/** A call that is going to be tried again. */
export interface RetryEvent extends RequestEvent {
  /** Milliseconds until the next attempt. */
  readonly waitMs: number;
  /** Why this attempt failed. */
  readonly error: Error;
}

/**
 * Functions that watch what is sent. None of them sees a token, and what one throws is dropped: watching must not
 * change what is watched.
 */
export interface Hooks {
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined;
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
}

/** Hooks that tell each event to all of these, one after another. */
export function joinHooks(...all: readonly (Hooks | undefined)[]): Hooks {
  const hooks = all.filter((some) => some !== undefined);
  return {
    onRequest: (event) => hooks.forEach(({ onRequest }) => tell(onRequest, event)),
    onResponse: (event) => hooks.forEach(({ onResponse }) => tell(onResponse, event)),
    onRetry: (event) => hooks.forEach(({ onRetry }) => tell(onRetry, event)),
  };
}

/** Calls a hook, if there is one. */
export function tell<E>(hook: ((event: E) => void) | undefined, event: E): void {
  try {
    const told: unknown = hook?.(event);
    // one that is an async function fails later
    if (told instanceof Promise) told.catch(() => {});
  } catch {
    // a request that was sent must not look as if it had failed
  }
}
