/** A decimal number, exactly: `digits` × 10^-`scale`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/**
 * What part of a capacity was used, in percent: the quotient rounded half up to four decimals, times 100. Computed in
 * decimals, since doubles would round some halves down.
 */
export function usagePercentage(total: number, capacity: number): number {
  const a = decimal(total);
  const b = decimal(capacity);
  // quotient = a.digits / b.digits × 10^(b.scale - a.scale); wanted in units of 10^-4
  const shift = b.scale - a.scale + 4;
  const numerator = a.digits * 10n ** BigInt(Math.max(shift, 0));
  const denominator = b.digits * 10n ** BigInt(Math.max(-shift, 0));
  const isNegative = numerator < 0n !== denominator < 0n;
  const size = abs(numerator);
  const by = abs(denominator);
  const rounded = (2n * size + by) / (2n * by);
  return Number(isNegative ? -rounded : rounded) / 100;
}

function decimal(value: number): Decimal {
  const [, whole = "", fraction = "", exponent = "0"] =
    /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
