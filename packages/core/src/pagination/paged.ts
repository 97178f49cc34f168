import type { Page } from "../entities/page.ts";
import { AccConfigError } from "../errors.ts";
import { List, type ReadOptions } from "./list.ts";
import { PagedReading } from "./paged-reading.ts";
import { readAhead } from "./read-ahead.ts";

/** Asks the service for one page. */
export type FetchPage<T> = (
  request: { readonly page: number; readonly size: number },
  signal: AbortSignal,
) => Promise<Page<T>>;

/** Options of a {@link Paged} list. */
export interface PagedOptions<T> {
  /** Items asked for per page. Default 100; the service's limit is 100 for lists and 1,000 for search. */
  readonly pageSize?: number | undefined;
  /** The largest size the service accepts here. Default 100. */
  readonly maxPageSize?: number | undefined;
  /** Pages in flight at most, the one being read included. Default 4. */
  readonly concurrency?: number | undefined;
  /** Ends every reading of this list. */
  readonly signal?: AbortSignal | undefined;
  /** What makes two items the same one, for {@link Coverage.repeats}. Default: no repeats are counted. */
  readonly identify?: ((item: T) => string) | undefined;
}

/** A page number past every list the service can hold: the answer has no rows and no links, only the total. */
export const COUNT_PAGE = 2_147_483_647;

/**
 * A list the service serves page by page. Pages are asked for by number with one size, a few ahead of the reader;
 * items come in the order of the pages.
 *
 * The service sorts no list, so an offset walk is no proof of completeness: rows that others delete or insert
 * meanwhile shift later ones across page edges. {@link Paged.read} tells what was seen.
 */
export class Paged<T> extends List<T> {
  readonly #fetch: FetchPage<T>;
  readonly #options: PagedOptions<T>;
  readonly #size: number;

  /** @throws AccConfigError if `pageSize` or `concurrency` is not a positive integer within the service's limit */
  constructor(fetchPage: FetchPage<T>, options: PagedOptions<T> = {}) {
    // iterating alone counts no repeats: the ids of a long list would fill the memory
    super((reading) => new PagedReading(this.pages(reading), undefined));
    this.#fetch = fetchPage;
    this.#options = options;
    this.#size = wholeNumber("pageSize", options.pageSize ?? 100, options.maxPageSize ?? 100);
    wholeNumber("concurrency", options.concurrency ?? 4, 64);
  }

  /** One page, counted from 1. */
  async page(number: number, options: ReadOptions = {}): Promise<Page<T>> {
    const page = wholeNumber("page", number, COUNT_PAGE);
    return this.#fetch({ page, size: this.#size }, this.#signal(options));
  }

  /** The pages, one after another, up to the last one the service announces. */
  pages(options: ReadOptions = {}): AsyncIterable<Page<T>> {
    const signal = this.#signal(options);
    const { concurrency = 4 } = this.#options;
    return readAhead((page, abort) => this.#fetch({ page, size: this.#size }, abort), {
      concurrency,
      signal,
    });
  }

  /** One reading of the items, which tells its {@link Coverage} while it is read and afterwards. */
  read(options: ReadOptions = {}): PagedReading<T> {
    return new PagedReading(this.pages(options), this.#options.identify);
  }

  /** How many items the service counts, in one request that carries no item. */
  async count(options: ReadOptions = {}): Promise<number> {
    const page = await this.#fetch({ page: COUNT_PAGE, size: 1 }, this.#signal(options));
    return page.total_elements;
  }

  #signal(options: ReadOptions): AbortSignal {
    const signals = [this.#options.signal, options.signal].filter((signal) => signal !== undefined);
    return AbortSignal.any(signals);
  }
}

function wholeNumber(name: string, value: number, max: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new AccConfigError(`${name} ${value} is not a whole number from 1 to ${max}`, {
    cure: `give a ${name} from 1 to ${max}`,
  });
}
