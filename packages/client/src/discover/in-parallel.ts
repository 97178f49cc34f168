import { joinSignals } from "../transport/join-signals.ts";

/**
 * Calls `work` for each item, a few at a time, and gives the results in the items' order. The first failure ends it:
 * nothing further is begun, and what is under way is cancelled through the signal.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  options: { readonly concurrency: number; readonly signal?: AbortSignal | undefined },
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const leaving = new AbortController();
  const signal = joinSignals(options.signal, leaving.signal);
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) {
      signal.throwIfAborted();
      results[index] = await work(item, signal);
    }
  };
  const workers = Array.from({ length: Math.min(options.concurrency, items.length) }, worker);
  try {
    await Promise.all(workers);
    return results;
  } finally {
    leaving.abort();
    await Promise.allSettled(workers);
  }
}
