import { formatDuration } from "./duration.ts";

const THOUSANDS = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** A number for people, with thousands separators and at most one decimal: `1,549,872`. */
export function formatNumber(value: number): string {
  return THOUSANDS.format(value);
}

/** A number and its noun, in the plural where it should be: `1 request`, `2,460 requests`. */
export function count(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(value)} ${value === 1 ? singular : plural}`;
}

/** A size in the unit that fits: `84 MB`. */
export function formatBytes(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const scaled = bytes / 1000 ** step;
  return `${scaled < 10 && step > 0 ? scaled.toFixed(1) : Math.round(scaled)} ${units[step]}`;
}

/** An instant for people, to the minute: `2026-11-23 17:30 UTC`. */
export function formatMinute(instant: string | number): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** How long ago an instant was: `1 h ago`, `just now`. */
export function formatAgo(instant: string | number, now: number): string {
  const ms = now - new Date(instant).getTime();
  return ms < 60_000 ? "just now" : `${formatDuration(ms)} ago`;
}
