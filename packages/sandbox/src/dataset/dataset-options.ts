import { AccConfigError } from "@argo-acc/core";

/** How a dataset is made. */
export interface DatasetOptions {
  /** The same seed gives the same bytes. Default 1. */
  readonly seed?: number;
  /** Default 3. */
  readonly projects?: number;
  /** Default 6. */
  readonly providers?: number;
  /** Default 28. */
  readonly installations?: number;
  /** Months of usage, the last of them the one before `until`. Default 24. */
  readonly months?: number;
  /** The month after the last, `yyyy-mm`. Default `2025-01`, so that 2024 is covered whole. */
  readonly until?: string;
  /** How many metrics there are in all. Default 20,000. */
  readonly metrics?: number;
}

/** {@link DatasetOptions} with everything decided. */
export interface DatasetPlan {
  readonly seed: number;
  readonly projects: number;
  readonly providers: number;
  readonly installations: number;
  readonly months: number;
  /** Months since the year 0. */
  readonly firstMonth: number;
  readonly metrics: number;
}

/** What can be chosen, and what it is when it is not. */
const NUMBERS = {
  seed: { usual: 1, least: 0, most: Number.MAX_SAFE_INTEGER },
  projects: { usual: 3, least: 1, most: 100_000 },
  providers: { usual: 6, least: 1, most: 100_000 },
  installations: { usual: 28, least: 1, most: 1_000_000 },
  months: { usual: 24, least: 1, most: 1200 },
  metrics: { usual: 20_000, least: 0, most: 100_000_000 },
} as const;

type NumberOption = keyof typeof NUMBERS;

const NAMES = [...Object.keys(NUMBERS), "until"];

/** @throws AccConfigError that names the option and what was given, and lists what is valid */
export function checkDatasetOptions(options: DatasetOptions): DatasetPlan {
  const unknown = Object.keys(options).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    throw new AccConfigError(`dataset option "${unknown}" does not exist`, {
      cure: `use one of ${NAMES.join(", ")}`,
    });
  }
  const months = wholeNumber(options, "months");
  return {
    seed: wholeNumber(options, "seed"),
    projects: wholeNumber(options, "projects"),
    providers: wholeNumber(options, "providers"),
    installations: wholeNumber(options, "installations"),
    months,
    firstMonth: monthNumber(options.until ?? "2025-01", months) - months,
    metrics: wholeNumber(options, "metrics"),
  };
}

function wholeNumber(options: DatasetOptions, name: NumberOption): number {
  const { usual, least, most } = NUMBERS[name];
  const given: unknown = options[name] ?? usual;
  if (typeof given === "number" && Number.isInteger(given) && given >= least && given <= most) return given;
  const wanted = `a whole number from ${least} to ${most}`;
  throw new AccConfigError(`dataset option ${name} is ${shown(given)}, not ${wanted}`, {
    cure: `use ${wanted}, or leave it out for ${usual}`,
  });
}

/** Months since the year 0. @param months how many there are before, which have to be after it */
function monthNumber(until: unknown, months: number): number {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(typeof until === "string" ? until : "") ?? [];
  const number = Number(year) * 12 + Number(month) - 1;
  if (number - months >= 12) return number;
  const problem = Number.isNaN(number)
    ? "not a month such as 2025-01"
    : `not ${months} months after year 1 began`;
  throw new AccConfigError(`dataset option until is ${shown(until)}, ${problem}`, {
    cure: "use YYYY-MM, the month after the last one with usage, or leave it out for 2025-01",
  });
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
