import type { Random } from "../random.ts";

/** Whether a text has the form of the service's ids: 24 hexadecimal digits, in either case. */
export function isObjectId(text: string): boolean {
  return /^[0-9a-f]{24}$/i.test(text);
}

/** When a thing was created, in milliseconds since the epoch: the first four bytes of its id are seconds. */
export function creationOf(id: string): number {
  return Number.parseInt(id.slice(0, 8), 16) * 1000;
}

/** Makes ids as the service's store does: seconds of creation, five bytes of this source, a counter. They rise. */
export class IdSource {
  readonly #middle: string;
  #counter: number;

  constructor(random: Random) {
    this.#middle = random.hex(8) + random.hex(2);
    this.#counter = random.below(0x10000);
  }

  /** The next id of something created at `ms` since the epoch. */
  next(ms: number): string {
    this.#counter = (this.#counter + 1) % 0x1000000;
    const seconds = Math.floor(ms / 1000) >>> 0;
    return seconds.toString(16).padStart(8, "0") + this.#middle + this.#counter.toString(16).padStart(6, "0");
  }
}
