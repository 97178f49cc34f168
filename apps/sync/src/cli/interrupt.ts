/** Why a run ends early: the user or the system asked for it. Used as the reason of the run's abort signal. */
export class InterruptedError extends Error {
  readonly signalName: InterruptName;

  constructor(signalName: InterruptName) {
    super(`stopped by ${signalName}`);
    this.name = "InterruptedError";
    this.signalName = signalName;
  }
}

/** The signals that end a run in good order. */
export type InterruptName = "SIGINT" | "SIGTERM";

/** The signals of one run, listened to until it is over. */
export interface Interrupts extends Disposable {
  /** Aborted by the first SIGINT or SIGTERM, with an {@link InterruptedError} as its reason. */
  readonly signal: AbortSignal;
}

/**
 * Listens for SIGINT and SIGTERM: the first aborts the signal, so that the run can save its state; the second ends
 * the process at once.
 */
export function listenForInterrupts(): Interrupts {
  const controller = new AbortController();
  const listeners = (["SIGINT", "SIGTERM"] as const).map((name) => {
    const listener = () => {
      if (controller.signal.aborted) process.exit(name === "SIGINT" ? 130 : 143);
      controller.abort(new InterruptedError(name));
    };
    process.on(name, listener);
    return () => process.off(name, listener);
  });
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const stop of listeners) stop();
    },
  };
}
