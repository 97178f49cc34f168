/** Texts that repeat, each kept once under a number. */
export class Dictionary {
  readonly #texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** The number of a text, made if it is new; -1 stands for "none". */
  intern(text: string | null | undefined): number {
    if (text === null || text === undefined) return -1;
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  /** The text of a number; `undefined` for -1. */
  text(number: number): string | undefined {
    return this.#texts[number];
  }

  /** The number of a text that is already known, else -2, which no row has. */
  find(text: string): number {
    return this.#numbers.get(text) ?? -2;
  }
}
