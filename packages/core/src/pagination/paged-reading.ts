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
  readonly #seen: { -readonly [Field in keyof Coverage]: Coverage[Field] } = {
    items: 0,
    repeats: 0,
    pages: 0,
    firstTotal: undefined,
    lastTotal: undefined,
    ended: false,
  };

  /** @param identify what makes two items the same one; without it no repeats are counted and no ids are kept */
  constructor(pages: AsyncIterable<Page<T>>, identify: ((item: T) => string) | undefined) {
    this.#items = this.#walk(pages, identify);
  }

  /** What has been seen so far. */
  get coverage(): Coverage {
    return { ...this.#seen };
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.#items;
  }

  async *#walk(
    pages: AsyncIterable<Page<T>>,
    identify: ((item: T) => string) | undefined,
  ): AsyncGenerator<T, void, undefined> {
    const seen = this.#seen;
    const ids = new Set<string>();
    for await (const page of pages) {
      seen.pages += 1;
      seen.firstTotal ??= page.total_elements;
      seen.lastTotal = page.total_elements;
      for (const item of page.content) {
        seen.items += 1;
        if (identify !== undefined) {
          const id = identify(item);
          if (ids.has(id)) seen.repeats += 1;
          ids.add(id);
        }
        yield item;
      }
    }
    seen.ended = true;
  }
}
