import type { MetricTable } from "../state/metric-table.ts";

const KEPT = 16;

/** Keeps the rows of the last lists and searches while the table stands still: a walk over pages selects once. */
export class RowCache {
  readonly #kept = new Map<string, Int32Array>();
  #version = -1;

  /** Forgets all rows: something beside the table has changed what is found. */
  clear(): void {
    this.#kept.clear();
  }

  /** The rows kept under a key, or those that `select` finds now. */
  rows(metrics: MetricTable, key: string, select: () => Int32Array): Int32Array {
    if (metrics.version !== this.#version) {
      this.#kept.clear();
      this.#version = metrics.version;
    }
    const known = this.#kept.get(key);
    const rows = known ?? select();
    this.#kept.delete(key);
    this.#kept.set(key, rows);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value ?? "");
    return rows;
  }
}
