import type { ReadOptions } from "./list.ts";
import type { Paged } from "./paged.ts";

/** A list that was read to its end, and whether that is all there is by its own count. */
export interface CountedReading<T> {
  readonly items: readonly T[];
  /** What the list counts. */
  readonly total: number;
  /** Whether as many items came as every page counts, and none of them twice. */
  readonly fits: boolean;
}

const READINGS = 3;

/**
 * Reads a list again, three times at the most, until what comes fits what the list counts. A page may shift under others'
 * writing, or a service give less than it has.
 */
export async function readCounted<T>(
  list: Paged<T>,
  options: ReadOptions & {
    /** Whether the list may name the same thing several times. Default `false`. */
    readonly mayRepeat?: boolean | undefined;
  } = {},
): Promise<CountedReading<T>> {
  for (let attempt = 1; ; attempt++) {
    const reading = list.read(options);
    const items: T[] = [];
    for await (const item of reading) items.push(item);
    const { firstTotal = 0, lastTotal, repeats } = reading.coverage;
    const isCounted = items.length === firstTotal && items.length === lastTotal;
    const fits = isCounted && (repeats === 0 || options.mayRepeat === true);
    if (fits || attempt === READINGS) return { items, total: firstTotal, fits };
  }
}
