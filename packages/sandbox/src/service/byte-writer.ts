const FIRST_SIZE = 64 * 1024;
const ZERO = 48;
const POINT = 46;

/** Writes bytes one after the other into a buffer that grows and is used again. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_SIZE);
  #length = 0;

  /** Begins anew. */
  clear(): void {
    this.#length = 0;
  }

  /** Writes a text that has no characters but ASCII, without a look. */
  ascii(text: string): void {
    const { length } = text;
    const bytes = this.#reserve(length);
    let at = this.#length;
    for (let next = 0; next < length; next++) bytes[at++] = text.charCodeAt(next);
    this.#length = at;
  }

  bytes(part: Uint8Array): void {
    this.#reserve(part.length).set(part, this.#length);
    this.#length += part.length;
  }

  /** Writes a number of thousandths as `1.5`, with one to three decimals. @param thousandths from 0 to 10^12 */
  decimal(thousandths: number): void {
    let whole = Math.floor(thousandths / 1000);
    const rest = thousandths - whole * 1000;
    let digits = 1;
    for (let bound = 10; bound <= whole; bound *= 10) digits++;
    const bytes = this.#reserve(digits + 4);
    const point = this.#length + digits;
    for (let at = point - 1; at >= this.#length; at--) {
      const tens = Math.floor(whole / 10);
      bytes[at] = ZERO + whole - tens * 10;
      whole = tens;
    }
    bytes[point] = POINT;
    bytes[point + 1] = ZERO + Math.floor(rest / 100);
    bytes[point + 2] = ZERO + (Math.floor(rest / 10) % 10);
    bytes[point + 3] = ZERO + (rest % 10);
    this.#length = point + 2 + Number(rest % 100 !== 0) + Number(rest % 10 !== 0);
  }

  /** Lets somebody else write so many bytes. */
  fill(length: number, write: (bytes: Uint8Array, at: number) => void): void {
    write(this.#reserve(length), this.#length);
    this.#length += length;
  }

  /** A copy of what was written. */
  copy(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): Uint8Array {
    const needed = this.#length + more;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    return this.#bytes;
  }
}
