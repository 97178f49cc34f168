import { chance } from "../random.ts";

/** A definition that an installation reports. */
export interface Series {
  /** Its id. */
  readonly definition: string;
  /** What the installation usually has of it: in a day, or in a month for a monthly one. */
  readonly usual: number;
  readonly isMonthly: boolean;
  readonly isWhole: boolean;
  /** How much seasons, weekends and chance move it: 0 = not at all, 1 = in full. */
  readonly swing: number;
}

/** What an amount is about. */
export interface AmountOf {
  /** Of the installation: all its series have good and bad days together. */
  readonly seed: number;
  /** Months since the year 0, and since the beginning of the dataset. */
  readonly month: number;
  readonly age: number;
  /** The period: its first day since the epoch, and how many there are. */
  readonly day: number;
  readonly days: number;
  /** Which part of how many it is, the largest first. */
  readonly part: number;
  readonly parts: number;
}

/** How busy the months are, January first. */
const SEASONS: readonly number[] = [1, 1.05, 1.12, 1.08, 1.1, 0.98, 0.82, 0.68, 1.02, 1.15, 1.2, 0.86];
const WEEKEND = 0.75;

/** How much larger everything is after so many months. */
export function growth(age: number): number {
  return 1 + 0.008 * age;
}

/** How much of a series there was in a period, or in one part of it; the parts together are about the whole. */
export function amountOf(series: Series, of: AmountOf): number {
  const { seed, month, age, day, days, part, parts } = of;
  const isWeekend = days === 1 && ((day + 4) % 7) % 6 === 0; // day 0 was a Thursday
  const busy = (SEASONS[month % 12] ?? 1) * (isWeekend ? WEEKEND : 1) * (0.8 + 0.4 * chance(seed, day));
  const whole = series.usual * (series.isMonthly ? 1 : days) * growth(age) * (1 + series.swing * (busy - 1));
  // Few use much and many little: the nth part is like 1 / (n (n + 1)), and n of them sum up to n / (n + 1).
  const share = (parts + 1) / (parts * (part + 1) * (part + 2));
  const value = parts === 1 ? whole : whole * share * (0.9 + 0.2 * chance(seed, day, part + 1));
  if (series.isWhole) return Math.max(1, Math.round(value));
  return value < 1 ? Math.round(value * 1e6) / 1e6 : Math.round(value * 1000) / 1000;
}
