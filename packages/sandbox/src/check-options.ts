import { AccConfigError } from "@argo-acc/core";

import { SEARCH_SCOPES } from "./routes/search-scope.ts";
import type { SandboxOptions } from "./sandbox-options.ts";

interface Check {
  /** What is valid, in words that follow "not" and "use". */
  readonly valid: string;
  readonly isValid: (value: unknown) => boolean;
}

const flag: Check = { valid: "true or false", isValid: (value) => typeof value === "boolean" };
const text: Check = { valid: "a text", isValid: (value) => typeof value === "string" && value !== "" };
const method: Check = { valid: "a function", isValid: (value) => typeof value === "function" };
const list: Check = { valid: "a list of texts or objects", isValid: Array.isArray };

function number(valid: string, least: number, most: number, isWhole: boolean): Check {
  return {
    valid: `a ${isWhole ? "whole " : ""}number ${valid}`,
    isValid: (value) =>
      typeof value === "number" && value >= least && value <= most && (!isWhole || Number.isInteger(value)),
  };
}

function isOrigin(value: unknown): boolean {
  return typeof value === "string" && URL.parse(value)?.origin === value;
}

/** What every option of a sandbox can be. The version, the faults and the churn say more about themselves later. */
const CHECKS: Readonly<Record<keyof SandboxOptions, Check>> = {
  dataset: {
    valid: '"empty", a dataset, or options of one',
    isValid: (value) =>
      value === "empty" || (typeof value === "object" && value !== null && !Array.isArray(value)),
  },
  fresh: flag,
  service: text,
  search: {
    valid: `one of ${SEARCH_SCOPES.join(", ")}`,
    isValid: (value) => SEARCH_SCOPES.some((scope) => scope === value),
  },
  port: number("from 0 to 65535", 0, 65_535, true),
  host: text,
  seed: number("of at least 0", 0, Number.MAX_SAFE_INTEGER, true),
  faults: list,
  churn: list,
  tls: flag,
  cors: {
    valid: "true, false, or an origin such as https://example.org",
    isValid: (value) => typeof value === "boolean" || isOrigin(value),
  },
  skipCost: number("of microseconds, at least 0", 0, 1e9, false),
  introspect: method,
  tokenLifetime: number("of seconds, above 0", Number.MIN_VALUE, 1e12, false),
  now: method,
  serverUrl: text,
};

/** @throws AccConfigError that names the option and what was given, and lists what is valid */
export function checkSandboxOptions(options: SandboxOptions): void {
  for (const [name, value] of Object.entries(options)) {
    const check: Check | undefined = Object.hasOwn(CHECKS, name)
      ? CHECKS[name as keyof SandboxOptions]
      : undefined;
    if (check === undefined) {
      throw new AccConfigError(`sandbox option "${name}" does not exist`, {
        cure: `use one of ${Object.keys(CHECKS).join(", ")}`,
      });
    }
    if (value === undefined || check.isValid(value)) continue;
    const given = typeof value === "string" ? JSON.stringify(value) : String(value);
    throw new AccConfigError(`sandbox option ${name} is ${given}, not ${check.valid}`, {
      cure: `use ${check.valid}`,
    });
  }
}
