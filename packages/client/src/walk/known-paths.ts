import { comparePaths, type MetricWindow } from "@argo-acc/core";

/** The paths of installations that are known so far, in the service's order: where windows can be cut. */
export class KnownPaths {
  readonly #known: Set<string>;
  #sorted: readonly string[];

  constructor(paths: Iterable<string>) {
    this.#known = new Set(paths);
    this.#sorted = [...this.#known].toSorted(comparePaths);
  }

  /** Adds the paths of metrics that were read: an installation may be younger than the catalogue. */
  add(paths: Iterable<string>): void {
    const fresh = new Set([...paths].filter((path) => !this.#known.has(path)));
    if (fresh.size === 0) return;
    for (const path of fresh) this.#known.add(path);
    this.#sorted = [...this.#known].toSorted(comparePaths);
  }

  /** The known paths in a box, rising. */
  inside(box: MetricWindow): readonly string[] {
    const from = box.pathFrom === null ? 0 : this.#firstAtOrAfter(box.pathFrom);
    const until = box.pathUntil === null ? this.#sorted.length : this.#firstAtOrAfter(box.pathUntil);
    return this.#sorted.slice(from, until);
  }

  #firstAtOrAfter(path: string): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (comparePaths(this.#sorted[middle] ?? "", path) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
