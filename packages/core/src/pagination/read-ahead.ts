import type { Page } from "../entities/page.ts";

/**
 * Yields pages in order while later ones are already on their way.
 *
 * The first page is read alone, since it tells how many there are, and nothing is on its way before the reader wants
 * the second; the last total seen decides where to end. Leaving the loop, or an error in any page, cancels what is in
 * flight.
 */
export async function* readAhead<T>(
  fetchPage: (page: number, signal: AbortSignal) => Promise<Page<T>>,
  options: { readonly concurrency: number; readonly signal: AbortSignal },
): AsyncGenerator<Page<T>, void, undefined> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([options.signal, leaving.signal]);
  const ahead: Promise<Page<T>>[] = [];
  let next = 1;
  let last = 1;
  const fill = (room: number) => {
    while (ahead.length < room && next <= last) {
      const page = fetchPage(next++, signal);
      page.catch(() => {}); // it is awaited in its turn; until then its failure must not count as unhandled
      ahead.push(page);
    }
  };
  try {
    options.signal.throwIfAborted();
    for (let number = 1; ; number++) {
      fill(options.concurrency);
      const pending = ahead.shift();
      if (pending === undefined) return;
      const page = await pending;
      last = page.total_pages;
      if (page.content.length === 0 && number > 1) return;
      // the page being read takes a place too; a reader who needs no more than the first page costs one request
      if (number > 1) fill(options.concurrency - 1);
      yield page;
      options.signal.throwIfAborted();
    }
  } finally {
    leaving.abort();
    await Promise.allSettled(ahead);
  }
}
