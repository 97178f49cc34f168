import type { Page } from "../entities/page.ts";

/** What one reading of a list has seen so far. Equal totals do not prove that nothing was missed. */
export interface Coverage {
  /** Items yielded, repeats included. */
  readonly items: number;
  /** Items whose id had been yielded before. 0 where the list has no ids. */
  readonly repeats: number;
  readonly pages: number;
  /** `total_elements` of the first page; `undefined` before it was read. */
  readonly firstTotal: number | undefined;
  /** `total_elements` of the page read last. */
  readonly lastTotal: number | undefined;
  /** Whether the reading came to the end of the list. */
  readonly ended: boolean;
}

/** One reading of a {@link Paged} list. */
export class PagedReading<T> implements AsyncIterable<T> {
  readonly #items: AsyncGenerator<T, void, undefined>;
  #coverage: Coverage = {
    items: 0,
    repeats: 0,
    pages: 0,
    firstTotal: undefined,
    lastTotal: undefined,
    ended: false,
  };

  constructor(pages: AsyncIterable<Page<T>>, identify: ((item: T) => string) | undefined) {
    this.#items = this.#walk(pages, identify);
  }

  /** What has been seen so far. */
  get coverage(): Coverage {
    return this.#coverage;
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.#items;
  }

  async *#walk(
    pages: AsyncIterable<Page<T>>,
    identify: ((item: T) => string) | undefined,
  ): AsyncGenerator<T, void, undefined> {
    const seen = new Set<string>();
    let items = 0;
    let repeats = 0;
    let read = 0;
    let firstTotal: number | undefined;
    for await (const page of pages) {
      read += 1;
      firstTotal ??= page.total_elements;
      for (const item of page.content) {
        items += 1;
        if (identify !== undefined) {
          const id = identify(item);
          if (seen.has(id)) repeats += 1;
          seen.add(id);
        }
        this.#coverage = {
          items,
          repeats,
          pages: read,
          firstTotal,
          lastTotal: page.total_elements,
          ended: false,
        };
        yield item;
      }
      this.#coverage = {
        items,
        repeats,
        pages: read,
        firstTotal,
        lastTotal: page.total_elements,
        ended: false,
      };
    }
    this.#coverage = { ...this.#coverage, ended: true };
  }
}
