import { lowerBound, RowList } from "./row-list.ts";

/**
 * The rows of each path (`project.provider.installation`), in the order of insertion and, once somebody asks, by period
 * start.
 */
export class PathIndex {
  readonly #rows = new Map<string, RowList>();
  readonly #starts = new Map<string, RowList>();
  readonly #startOf: (row: number) => number;
  readonly #bySlot = (a: number, b: number) => a - b;
  readonly #byStart = (a: number, b: number) => this.#startOf(a) - this.#startOf(b) || a - b;

  /** @param startOf when a row's period starts, which must not change while the row is in the index */
  constructor(startOf: (row: number) => number) {
    this.#startOf = startOf;
  }

  /** The paths that have or had rows. */
  paths(): IterableIterator<string> {
    return this.#rows.keys();
  }

  /** @param isLast whether no row comes after it, of any path */
  add(path: string, row: number, isLast: boolean): void {
    const list = this.#rows.get(path);
    if (list === undefined) this.#rows.set(path, new RowList(Int32Array.of(row)));
    else if (isLast) list.push(row);
    else list.insert(row, this.#bySlot);
    this.#starts.get(path)?.insert(row, this.#byStart);
  }

  remove(path: string, row: number): void {
    this.#rows.get(path)?.remove(row, this.#bySlot);
    this.#starts.get(path)?.remove(row, this.#byStart);
  }

  /** Lets `change` give a row another start. */
  restart(path: string, row: number, change: () => void): void {
    const starts = this.#starts.get(path);
    starts?.remove(row, this.#byStart);
    change();
    starts?.insert(row, this.#byStart);
  }

  /** The rows of a path in the order of insertion. Not to be kept. */
  rowsOf(path: string): Int32Array {
    return this.#rows.get(path)?.view() ?? new Int32Array(0);
  }

  /** The rows of a path whose period starts in [from, until), by start. Not to be kept. */
  rowsStartingIn(path: string, from: number, until: number): Int32Array {
    let list = this.#starts.get(path);
    if (list === undefined) {
      list = new RowList(this.rowsOf(path).toSorted(this.#byStart));
      this.#starts.set(path, list);
    }
    const rows = list.view();
    const first = lowerBound(rows, (row) => this.#startOf(row) < from);
    const end = lowerBound(rows, (row) => this.#startOf(row) < until);
    return rows.subarray(first, end);
  }
}
