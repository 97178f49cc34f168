import { setTimeout as pause } from "node:timers/promises";

import { type Lock, lockedError, readHolder, tryLock } from "./lock.ts";

/** How long to wait for a lock that another run has. */
export interface LockWait {
  /** Milliseconds; 0 = not at all. Default 0. */
  readonly waitMs?: number | undefined;
  /** Ends the waiting; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Called before the first wait, and whenever another run has it: `argo-acc pull, process 4711, since …`, or empty. */
  readonly onWait?: ((holder: string) => void) | undefined;
}

/** How often a held lock is tried, in milliseconds: the system wakes nobody when it drops one. */
const EVERY_MS = 100;

/**
 * Takes the lock of a file as `acquireLock` does, once the run that has it is over, however that ends.
 *
 * @throws AccStoreError `store_locked` if another run has it all the time, naming the holder
 * @throws the reason of `signal` once it is aborted
 */
export async function waitForLock(path: string, holder: string, wait: LockWait = {}): Promise<Lock> {
  const { waitMs = 0, signal, onWait } = wait;
  const deadline = performance.now() + waitMs;
  let told: string | undefined;
  for (;;) {
    signal?.throwIfAborted();
    // whoever waits tries again anyway, and has other things to do until then
    const lock = waitMs > 0 ? tryLock(path, holder, 0) : tryLock(path, holder);
    if (lock !== undefined) return lock;
    const left = deadline - performance.now();
    if (!(left > 0))
      throw lockedError(path, `another run holds ${path}${waitMs > 0 ? afterWaiting(waitMs) : ""}`);
    const other = readHolder(path);
    if (other !== told) onWait?.((told = other));
    await pauseUnlessAborted(Math.min(EVERY_MS, left), signal);
  }
}

function afterWaiting(waitMs: number): string {
  return `, still after ${waitMs / 1000} s`;
}

async function pauseUnlessAborted(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pause(ms, undefined, { signal });
  } catch (error) {
    signal?.throwIfAborted(); // the caller's own reason, not the timer's
    throw error;
  }
}
