import { AccConfigError } from "@argo-acc/core";

import { BODY_KINDS } from "./error-bodies.ts";

interface Part {
  /** What an error says that can be written. */
  readonly example: string;
  readonly pattern: RegExp;
  /** Of numbers: what can be written, once read. */
  readonly least?: number;
  readonly most?: number;
}

const MOST = Number.MAX_SAFE_INTEGER;

/** What the text of a fault can hold between colons, by the field it becomes. */
const PARTS = {
  probability: {
    example: "a probability (0.3)",
    pattern: /^(0|1|0?\.\d+|1\.0+)$/,
    least: 0,
    most: 1,
  },
  first: { example: "a count (1x)", pattern: /^(\d+)x$/, least: 0, most: MOST },
  from: { example: "a first call (5+)", pattern: /^([1-9]\d*)\+$/, least: 1, most: MOST },
  seed: { example: "a seed (seed=7)", pattern: /^seed=(\d+)$/, least: 0, most: MOST },
  delayMs: { example: "a time (200ms or 2s)", pattern: /^(\d+)(ms|s)$/, least: 0, most: 3_600_000 },
  retryAfter: { example: "seconds of Retry-After (30s)", pattern: /^(\d+)s$/, least: 0, most: MOST },
  bytes: { example: "a number of bytes (100b)", pattern: /^(\d+)b$/, least: 0, most: MOST },
  by: { example: "a difference (+7 or -7)", pattern: /^([+-]\d+)$/, least: -MOST, most: MOST },
  body: {
    example: `a body (${BODY_KINDS.join(", ")})`,
    pattern: new RegExp(`^(${BODY_KINDS.join("|")})$`),
  },
} as const satisfies Readonly<Record<string, Part>>;

/** A field of a fault beside its name and route. */
export type FaultPart = keyof typeof PARTS;

/** What every fault takes. */
export const COMMON_PARTS: readonly FaultPart[] = ["probability", "first", "from", "seed"];

/** The value of a part's text; `undefined` if it is not of this part. */
export function readPart(part: FaultPart, text: string): string | number | undefined {
  const [, value = "", unit] = PARTS[part].pattern.exec(text) ?? [];
  if (value === "") return undefined;
  if (part === "body") return value;
  return Number(value) * (part === "delayMs" && unit === "s" ? 1000 : 1);
}

/** What is wrong with a part that comes as data; `undefined` if nothing is. */
export function complaintAbout(part: FaultPart, value: unknown): string | undefined {
  if (part === "body") {
    const isKind = typeof value === "string" && PARTS.body.pattern.test(value);
    return isKind ? undefined : `not one of ${BODY_KINDS.join(", ")}`;
  }
  const { least, most } = PARTS[part];
  const isWhole = part !== "probability" && part !== "delayMs";
  const fits = typeof value === "number" && value >= least && value <= most;
  if (fits && (!isWhole || Number.isInteger(value))) return undefined;
  return `not a ${isWhole ? "whole " : ""}number from ${least} to ${most}`;
}

/** What can be written in the place of a part that cannot be read. */
export function partExamples(parts: readonly FaultPart[]): string {
  return parts.map((part) => PARTS[part].example).join(", ");
}

/** The fields of several parts together. @throws AccConfigError for two that say the same field */
export function joinParts<Fields extends object>(
  where: string,
  parts: readonly string[],
  fields: readonly Fields[],
  examples: string,
): Fields {
  const joined: Fields = Object.assign({}, ...fields);
  const names = fields.flatMap((one) => Object.keys(one));
  const twice = names.findIndex((name, at) => names.indexOf(name) !== at);
  if (twice === -1) return joined;
  throw new AccConfigError(`${where}: says "${parts[twice]}" beside another of its kind`, {
    cure: `use each once: ${examples}`,
  });
}
