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

const DEFAULTS = { seed: 1, projects: 3, providers: 6, installations: 28, months: 24, metrics: 20_000 };
const NAMES = [...Object.keys(DEFAULTS), "until"];

/** @throws AccConfigError that names the option and lists the valid ones */
export function checkDatasetOptions(options: DatasetOptions): DatasetPlan {
  const unknown = Object.keys(options).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    throw new AccConfigError(`dataset option "${unknown}" does not exist`, {
      cure: `use one of ${NAMES.join(", ")}`,
    });
  }
  const numbers = { ...DEFAULTS, ...definedOnly(options) };
  for (const name of ["seed", "projects", "providers", "installations", "months", "metrics"] as const) {
    const least = name === "metrics" || name === "seed" ? 0 : 1;
    if (!Number.isSafeInteger(numbers[name]) || numbers[name] < least) {
      throw new AccConfigError(
        `dataset option ${name} is ${numbers[name]}, not a whole number of at least ${least}`,
      );
    }
  }
  const { until = "2025-01" } = options;
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(until);
  if (match === null)
    throw new AccConfigError(`dataset option until is "${until}", not a month such as 2025-01`);
  const { seed, projects, providers, installations, months, metrics } = numbers;
  const firstMonth = Number(match[1]) * 12 + Number(match[2]) - 1 - months;
  return { seed, projects, providers, installations, months, firstMonth, metrics };
}

function definedOnly(options: DatasetOptions): Partial<typeof DEFAULTS> {
  return Object.fromEntries(
    Object.entries(options).filter(([name, value]) => name !== "until" && value !== undefined),
  );
}
