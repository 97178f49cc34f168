import { List, type MetricItem, type ReadOptions } from "@argo-acc/core";

import type { PagePart } from "./page-part.ts";

/**
 * A reading of a grant by the plain lists. As a list it gives every metric that it finds, and throws the error of the first
 * hole after the last; {@link PageReading.parts} tells as well what is proven. Every reading starts afresh.
 */
export class PageReading extends List<MetricItem> {
  readonly #open: (options: ReadOptions) => AsyncIterable<PagePart>;

  /** @param open begins one reading */
  constructor(open: (options: ReadOptions) => AsyncIterable<PagePart>) {
    super((options) => readItems(open(options)));
    this.#open = open;
  }

  /**
   * What was seen, and which windows are proven or holes. Those tile the grant; metrics come before the window that
   * proves them, and can come twice.
   *
   * @throws AccAuthenticationError, AccNetworkError if the service cannot be asked
   */
  parts(options: ReadOptions = {}): AsyncIterable<PagePart> {
    return this.#open(options);
  }
}

/** @throws AccError the error of the first hole, after everything that was seen */
async function* readItems(parts: AsyncIterable<PagePart>): AsyncGenerator<MetricItem, void, undefined> {
  const holes: Error[] = [];
  for await (const part of parts) {
    if (part.outcome === "hole") holes.push(part.error);
    if (part.outcome === "seen") yield* part.items;
  }
  const [hole] = holes;
  if (hole !== undefined) throw hole;
}
