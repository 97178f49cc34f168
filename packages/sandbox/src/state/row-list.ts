/** A growing list of row numbers in 32 bits each, optionally kept in an order. */
export class RowList {
  #rows: Int32Array;
  #length: number;

  /** @param rows the first content; the list takes the array over */
  constructor(rows: Int32Array) {
    this.#rows = rows;
    this.#length = rows.length;
  }

  /** The rows as they are now. Not to be kept: a later change may or may not show in it. */
  view(): Int32Array {
    return this.#rows.subarray(0, this.#length);
  }

  push(row: number): void {
    this.#reserve();
    this.#rows[this.#length++] = row;
  }

  /** Puts a row where `compare` wants it. */
  insert(row: number, compare: (a: number, b: number) => number): void {
    const at = lowerBound(this.view(), (other) => compare(other, row) < 0);
    this.#reserve();
    this.#rows.copyWithin(at + 1, at, this.#length);
    this.#rows[at] = row;
    this.#length++;
  }

  /** Takes a row out that stands where `compare` wants it. */
  remove(row: number, compare: (a: number, b: number) => number): void {
    const at = lowerBound(this.view(), (other) => compare(other, row) < 0);
    if (this.#rows[at] !== row) return;
    this.#rows.copyWithin(at, at + 1, this.#length);
    this.#length--;
  }

  #reserve(): void {
    if (this.#length < this.#rows.length) return;
    const grown = new Int32Array(Math.max(8, this.#length * 2));
    grown.set(this.#rows);
    this.#rows = grown;
  }
}

/** The first position of a sorted array for which `isBefore` no longer holds. */
export function lowerBound(rows: Int32Array, isBefore: (row: number) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(rows[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}
