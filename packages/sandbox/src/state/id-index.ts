const WORDS = 3;

/**
 * Finds the row of a 24-digit id. Ids are three 32-bit words in one shared array; the index is an open hash table of
 * row numbers, so a million ids cost 8 MB instead of a hundred.
 */
export class IdIndex {
  #slots = new Int32Array(1024).fill(-1);
  #used = 0;
  #words: Uint32Array;

  /** @param words three words a row */
  constructor(words: Uint32Array) {
    this.#words = words;
  }

  /** Tells the index that the words moved to a larger array. */
  moved(words: Uint32Array): void {
    this.#words = words;
  }

  add(row: number): void {
    if (this.#used * 2 >= this.#slots.length) this.#grow();
    this.#place(row);
  }

  /** The row of an id, whatever has become of that row; -1 if it was never added. */
  find(high: number, middle: number, low: number): number {
    const mask = this.#slots.length - 1;
    for (let at = hash(high, middle, low) & mask; ; at = (at + 1) & mask) {
      const row = this.#slots[at] as number;
      if (row === -1) return -1;
      if (
        this.#words[row * WORDS] === high &&
        this.#words[row * WORDS + 1] === middle &&
        this.#words[row * WORDS + 2] === low
      ) {
        return row;
      }
    }
  }

  /** Forgets a row; to be called before its words change. */
  remove(row: number): void {
    const mask = this.#slots.length - 1;
    for (let at = this.#hashOf(row) & mask; this.#slots[at] !== -1; at = (at + 1) & mask) {
      if (this.#slots[at] === row) {
        this.#slots[at] = -2; // a grave: searches must walk over it
        return;
      }
    }
  }

  #place(row: number): void {
    const mask = this.#slots.length - 1;
    let at = this.#hashOf(row) & mask;
    while ((this.#slots[at] as number) >= 0) at = (at + 1) & mask;
    if (this.#slots[at] === -1) this.#used++;
    this.#slots[at] = row;
  }

  #grow(): void {
    const rows = this.#slots.filter((row) => row >= 0);
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    this.#used = 0;
    for (const row of rows) this.#place(row);
  }

  #hashOf(row: number): number {
    const at = row * WORDS;
    return hash(this.#words[at] as number, this.#words[at + 1] as number, this.#words[at + 2] as number);
  }
}

function hash(high: number, middle: number, low: number): number {
  let mixed = Math.imul(high ^ Math.imul(middle, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b), 0xc2b2ae35);
  mixed ^= mixed >>> 15;
  return Math.imul(mixed, 0x27d4eb2f) ^ (mixed >>> 13);
}
