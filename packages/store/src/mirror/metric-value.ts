/** SQLite stores NaN as NULL and −0.0 as 0, so these values are told by a flag, and the column `value` is NULL. */
const NOT_A_NUMBER = 1;
const INFINITE = 2;
const MINUS_INFINITE = 3;
const MINUS_ZERO = 4;

/** A double as two columns. */
export interface StoredValue {
  readonly value: number | null;
  readonly special: number | null;
}

/** Splits a double into the columns `value` and `special`. {@link restoreValue} is its inverse. */
export function storeValue(value: number): StoredValue {
  if (Number.isFinite(value) && !Object.is(value, -0)) return { value, special: null };
  if (Number.isNaN(value)) return { value: null, special: NOT_A_NUMBER };
  if (value === 0) return { value: null, special: MINUS_ZERO };
  return { value: null, special: value > 0 ? INFINITE : MINUS_INFINITE };
}

/** The double that two columns stand for. */
export function restoreValue(value: number | null, special: number | null): number {
  switch (special) {
    case INFINITE:
      return Number.POSITIVE_INFINITY;
    case MINUS_INFINITE:
      return Number.NEGATIVE_INFINITY;
    case MINUS_ZERO:
      return -0;
    default:
      return value ?? Number.NaN;
  }
}
