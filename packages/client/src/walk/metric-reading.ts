import { List, type MetricItem, type ReadOptions } from "@argo-acc/core";

import type { WindowReading } from "./read-window.ts";

/** How a reading is begun. */
export interface OpenOptions extends ReadOptions {
  /** Whether windows may be given without their metrics, if those are the same as last time. */
  readonly skipping: boolean;
}

/**
 * A complete reading of a grant. As a list it gives the metrics, and throws the error of the first hole after everything
 * that could be read; {@link MetricReading.windows} gives the proven windows they came in, and the holes among them.
 * Every reading starts afresh.
 *
 * @example
 * for await (const reading of acc.metrics.readAll(grant).windows()) {
 *   if (reading.outcome === "hole") console.error(reading.window, reading.error.message);
 *   if (reading.outcome === "read") console.log(reading.items.length);
 * }
 */
export class MetricReading extends List<MetricItem> {
  readonly #open: (options: OpenOptions) => AsyncIterable<WindowReading>;

  /** @param open begins one reading */
  constructor(open: (options: OpenOptions) => AsyncIterable<WindowReading>) {
    super((options) => readItems(open({ ...options, skipping: false })));
    this.#open = open;
  }

  /**
   * The windows, in no promised order. They tile what was asked for: no two overlap and nothing lies between them. Each
   * was read whole in one moment, or is a hole that says why not, or is a known window that is unchanged: the service gave
   * the very bytes it gave last time, and they were not read.
   *
   * @throws AccPermissionError, AccNotFoundError, AccAuthenticationError, AccNetworkError if search cannot be asked
   */
  windows(options: ReadOptions = {}): AsyncIterable<WindowReading> {
    return this.#open({ ...options, skipping: true });
  }
}

/** @throws AccError the error of the first hole, after everything that could be read */
async function* readItems(
  windows: AsyncIterable<WindowReading>,
): AsyncGenerator<MetricItem, void, undefined> {
  const holes: Error[] = [];
  for await (const reading of windows) {
    if (reading.outcome === "hole") holes.push(reading.error);
    if (reading.outcome === "read") yield* reading.items;
  }
  const [hole] = holes;
  if (hole !== undefined) throw hole;
}
