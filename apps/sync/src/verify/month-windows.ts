import { AccConfigError, formatInstant } from "@argo-acc/core";
import { ALL_TIME, type UsageWindow } from "@argo-acc/store/mirror";

/** A month as the number of months since the year 0. */
export type MonthNumber = number;

/** The years that reports can be asked for. */
export const FIRST_MONTH: MonthNumber = 12;
export const LAST_MONTH: MonthNumber = 9999 * 12 + 10;

/**
 * Reads a month, or the month of a day.
 *
 * @throws AccConfigError if it is none, or one that reports cannot be asked for
 */
export function readMonth(text: string): MonthNumber {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$/.exec(text) ?? [];
  const number = year === undefined ? Number.NaN : Number(year) * 12 + Number(month) - 1;
  if (number >= FIRST_MONTH && number <= LAST_MONTH) return number;
  throw new AccConfigError(`"${text}" is not a month`, {
    cure: "write a month such as 2024-01, or a day of it such as 2024-01-15",
  });
}

/** The month of an instant, in milliseconds since the epoch; the nearest that reports can be asked for. */
export function monthOf(epochMs: number): MonthNumber {
  const date = new Date(epochMs);
  return Math.min(LAST_MONTH, Math.max(FIRST_MONTH, date.getUTCFullYear() * 12 + date.getUTCMonth()));
}

/** `2024-01`. */
export function monthText(month: MonthNumber): string {
  return `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
}

/** The first instant of a month, in milliseconds since the epoch. */
export function startOfMonth(month: MonthNumber): number {
  return new Date(0).setUTCFullYear(Math.floor(month / 12), month % 12, 1);
}

/** The days of months, as reports take them: the end is the first day after the last month. */
export function windowOf(first: MonthNumber, last: MonthNumber): UsageWindow {
  return { start: dayText(startOfMonth(first)), end: dayText(startOfMonth(last + 1)) };
}

function dayText(epochMs: number): string {
  return formatInstant(epochMs).slice(0, 10);
}

/** How a window is called: its month, its days, or `all time`. */
export function windowName({ start, end }: UsageWindow): string {
  if (start === ALL_TIME.start && end === ALL_TIME.end) return "all time";
  const month = start.endsWith("-01") ? readMonth(start.slice(0, 7)) : undefined;
  return month !== undefined && month < LAST_MONTH && windowOf(month, month).end === end
    ? monthText(month)
    : `${start}/${end}`;
}
