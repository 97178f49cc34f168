/**
 * A point in time as the service keeps it: milliseconds since 1970-01-01T00:00:00Z, and the nanoseconds below the
 * millisecond, which the service echoes when a metric is written but does not store.
 */
export interface Instant {
  /** Milliseconds since the epoch, rounded down. */
  readonly epochMs: number;
  /** Nanoseconds above `epochMs`, 0 to 999,999. */
  readonly nanos: number;
}

const INSTANT =
  /^([+-]\d{4,9}|\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

const MS_PER_MINUTE = 60_000;

/** Metrics share their periods: what was read or printed before is found in a tenth of the time. */
const REMEMBERED = 10_000;
const read = new Map<string, Instant>();
const printed = new Map<number, string>();

/**
 * Reads an instant in every form the service accepts: `2024-01-31T23:59:59Z`, with 1 to 9 fraction digits, in lower
 * case, with an offset such as `+02:00` (converted to UTC), `24:00:00`, second 60 (read as 59), and years before 1.
 *
 * @returns `undefined` for everything the service refuses: a day alone, no zone, no seconds, an impossible day.
 */
export function parseInstant(text: string): Instant | undefined {
  const known = read.get(text);
  if (known !== undefined) return known;
  const instant = readInstant(text);
  if (instant === undefined) return undefined;
  if (read.size >= REMEMBERED) read.clear();
  read.set(Array.from(text).join(""), Object.freeze(instant)); // a copy: a part of a large text keeps all of it
  return instant;
}

function readInstant(text: string): Instant | undefined {
  const match = INSTANT.exec(text);
  if (match === null) return undefined;
  const [, year = "", month = "", day = "", hour = "", minute = "", second = "", fraction = ""] = match;
  const dayMs = midnight(Number(year), Number(month), Number(day));
  if (dayMs === undefined) return undefined;
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  const endOfDay = h === 24 && m === 0 && s === 0 && Number(fraction) === 0;
  if ((h > 23 && !endOfDay) || m > 59 || s > 60) return undefined;
  const offset = offsetMs(match[8], match[9], match[10]);
  if (offset === undefined) return undefined;
  const nanosOfSecond = Number(fraction.padEnd(9, "0"));
  const ms = Math.floor(nanosOfSecond / 1_000_000);
  return {
    epochMs: dayMs + h * 3_600_000 + m * MS_PER_MINUTE + Math.min(s, 59) * 1000 + ms - offset,
    nanos: nanosOfSecond % 1_000_000,
  };
}

/**
 * Prints an instant as the service does: ISO 8601 UTC, no fraction when it is zero, else 3, 6 or 9 digits; years
 * before 1 as `0000` and `-0044`, years after 9999 with a plus sign.
 *
 * @param epochMs milliseconds since the epoch
 * @param nanos nanoseconds above the millisecond, 0 to 999,999. Default 0
 */
export function formatInstant(epochMs: number, nanos = 0): string {
  if (nanos !== 0) return printInstant(epochMs, nanos);
  const known = printed.get(epochMs);
  if (known !== undefined) return known;
  const text = printInstant(epochMs, nanos);
  if (printed.size >= REMEMBERED) printed.clear();
  printed.set(epochMs, text);
  return text;
}

function printInstant(epochMs: number, nanos: number): string {
  const iso = new Date(epochMs).toISOString();
  const rest = iso.slice(-20, -5);
  const year = formatYear(Number(iso.slice(0, -20)));
  const ms = iso.slice(-4, -1);
  if (nanos !== 0) {
    const digits = ms + String(nanos).padStart(6, "0");
    return `${year}${rest}.${digits.endsWith("000") ? digits.slice(0, 6) : digits}Z`;
  }
  return ms === "000" ? `${year}${rest}Z` : `${year}${rest}.${ms}Z`;
}

/**
 * Reads a calendar day, `yyyy-mm-dd`.
 *
 * @returns its first instant in UTC, in milliseconds since the epoch; `undefined` for anything else
 */
export function parseDay(text: string): number | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return match === null ? undefined : midnight(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** Whether a text is an instant that {@link parseInstant} reads. */
export function isInstantText(text: string): boolean {
  return parseInstant(text) !== undefined;
}

function midnight(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const possible =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return possible ? date.getTime() : undefined;
}

function offsetMs(sign?: string, hours?: string, minutes?: string): number | undefined {
  if (sign === undefined) return 0;
  const total = Number(hours) * 60 + Number(minutes);
  if (total > 18 * 60 || Number(minutes) > 59) return undefined;
  return (sign === "-" ? -total : total) * MS_PER_MINUTE;
}

function formatYear(year: number): string {
  const digits = String(Math.abs(year)).padStart(4, "0");
  if (year < 0) return `-${digits}`;
  return year > 9999 ? `+${digits}` : digits;
}
