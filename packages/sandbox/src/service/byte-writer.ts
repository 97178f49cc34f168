const FIRST_SIZE = 64 * 1024;

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
