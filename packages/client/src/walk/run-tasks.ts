/** What one task leads to: a result for the reader, or more tasks. */
export type TaskOutcome<T, R> =
  | { readonly kind: "done"; readonly reading: R }
  | { readonly kind: "cut"; readonly parts: readonly T[] };

/**
 * Runs tasks that may turn into more tasks, a few at a time, and yields what they lead to. Nothing new is begun while
 * `concurrency` results wait for the reader; what is under way is cancelled when the reader leaves or a task fails.
 */
export async function* runTasks<T, R>(
  first: readonly T[],
  work: (task: T, signal: AbortSignal) => Promise<TaskOutcome<T, R>>,
  options: { readonly concurrency: number; readonly signal: AbortSignal },
): AsyncGenerator<R, void, undefined> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([options.signal, leaving.signal]);
  // the last one is taken first: what a cut leaves behind is finished before anything else is begun
  const waiting = first.toReversed();
  const running = new Set<Promise<unknown>>();
  const ready: R[] = [];
  const failures: unknown[] = [];
  const perform = async (task: T) => {
    try {
      const outcome = await work(task, signal);
      if (outcome.kind === "done") ready.push(outcome.reading);
      else waiting.push(...outcome.parts.toReversed());
    } catch (error) {
      failures.push(error); // the reader may be busy elsewhere: it is thrown when it asks for more
    }
  };
  const start = (task: T) => {
    const run: Promise<unknown> = perform(task).finally(() => running.delete(run));
    running.add(run);
  };
  try {
    for (;;) {
      options.signal.throwIfAborted();
      if (failures.length > 0) throw failures[0];
      while (running.size + ready.length < options.concurrency) {
        const task = waiting.pop();
        if (task === undefined) break;
        start(task);
      }
      const result = ready.shift();
      if (result !== undefined) yield result;
      else if (running.size > 0) await Promise.race(running);
      else return;
    }
  } finally {
    leaving.abort();
    await Promise.allSettled(running);
  }
}
