import { IdIndex } from "./id-index.ts";

const WORDS = 3;
/** The digits of every byte, as characters' codes. */
const HIGH = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0").charCodeAt(0));
const LOW = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0").charCodeAt(1));

/** How many digits an id has. */
export const ID_DIGITS = 24;

/** The ids of rows, 24 hexadecimal digits in three words of 32 bits each. */
export class MetricIds {
  #words = new Uint32Array(0);
  #index: IdIndex | undefined;
  readonly #printed = new Uint8Array(ID_DIGITS);

  /** Makes room for so many rows. */
  reserve(rows: number): void {
    const words = new Uint32Array(rows * WORDS);
    words.set(this.#words);
    this.#words = words;
    this.#index?.moved(words);
  }

  set(row: number, id: string): void {
    for (let word = 0; word < WORDS; word++) this.#words[row * WORDS + word] = readWord(id, word);
    this.#index?.add(row);
  }

  /** Finds the row no longer; its id can still be read. */
  remove(row: number): void {
    this.#index?.remove(row);
  }

  /** The row of an id, in either case; `undefined` if none has it. @param rows those there are, asked the first time */
  find(id: string, rows: () => Iterable<number>): number | undefined {
    if (this.#index === undefined) {
      this.#index = new IdIndex(this.#words);
      for (const row of rows()) this.#index.add(row);
    }
    const row = this.#index.find(readWord(id, 0), readWord(id, 1), readWord(id, 2));
    return row === -1 ? undefined : row;
  }

  /** The id of a row. */
  text(row: number): string {
    this.print(row, this.#printed, 0);
    return String.fromCharCode(...this.#printed);
  }

  /** Writes the digits of a row's id into `bytes`. */
  print(row: number, bytes: Uint8Array, at: number): void {
    let next = at;
    for (let word = row * WORDS; word < (row + 1) * WORDS; word++) {
      const bits = this.#words[word] as number;
      for (let shift = 24; shift >= 0; shift -= 8) {
        const byte = (bits >>> shift) & 255;
        bytes[next++] = HIGH[byte] as number;
        bytes[next++] = LOW[byte] as number;
      }
    }
  }

  /** When the id of a row was made, in milliseconds since the epoch, to the second. */
  created(row: number): number {
    return (this.#words[row * WORDS] as number) * 1000;
  }
}

function readWord(id: string, word: number): number {
  return Number.parseInt(id.slice(word * 8, word * 8 + 8), 16);
}
