/** Options of one reading of a list. */
export interface ReadOptions {
  /** Ends the reading and cancels what is in flight; the reader gets the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link List.toArray}. */
export interface ToArrayOptions extends ReadOptions {
  /** Stop after this many items. Default: all. */
  readonly limit?: number | undefined;
}

/**
 * A lazy list: nothing is asked before it is read, and each reading starts afresh.
 *
 * @example
 * for await (const project of acc.projects.list()) console.log(project.id);
 */
export class List<T> implements AsyncIterable<T> {
  readonly #open: (options: ReadOptions) => AsyncIterable<T>;

  /** @param open begins one reading; called anew each time the list is read */
  constructor(open: (options: ReadOptions) => AsyncIterable<T>) {
    this.#open = open;
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.#open({})[Symbol.asyncIterator]();
  }

  /** Reads the list into an array. */
  async toArray(options: ToArrayOptions = {}): Promise<T[]> {
    const { limit = Number.POSITIVE_INFINITY, ...reading } = options;
    const items: T[] = [];
    if (limit <= 0) return items;
    for await (const item of this.#open(reading)) {
      items.push(item);
      if (items.length >= limit) break;
    }
    return items;
  }
}
