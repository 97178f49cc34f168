const EARNED_BY_TARGET = 20;

/**
 * How long windows that do not fit are cut: so many requests, and those that proven windows earn.
 *
 * Every cut has two parts at least, so a search whose counts hold together never needs many more requests than it has
 * windows with rows, however unevenly they lie: a chain of cuts that leads to none ends at one installation and one
 * second. One whose counts contradict each other could be cut for ever, and would be, thousands of times.
 *
 * A window that a reading begins with has some patience of its own, so that others that contradict themselves do not keep
 * it from being read.
 */
export class Patience {
  readonly #size: number;
  #left: number;
  readonly #shared: Patience | undefined;

  /** @param shared spent and earned as well; there is patience as long as there is any in either */
  constructor(size: number, shared?: Patience) {
    this.#size = size;
    this.#left = size;
    this.#shared = shared;
  }

  /** Requests that have proven nothing. */
  spend(requests: number): void {
    this.#left -= requests;
    this.#shared?.spend(requests);
  }

  /** A window was proven. */
  earn(rows: number, target: number): void {
    this.spend(-EARNED_BY_TARGET * Math.ceil(rows / target));
  }

  /** Windows that do not fit are not cut any more. */
  get isAtEnd(): boolean {
    return this.#left <= 0 && (this.#shared?.isAtEnd ?? true);
  }

  /** As much again was spent: what is left of cuts is not even asked for. */
  get isLongGone(): boolean {
    return this.#left <= -this.#size && (this.#shared?.isLongGone ?? true);
  }
}
