import { AccConfigError } from "@argo-acc/core";

/** What can go wrong, by name. */
export const FAULT_NAMES = ["lose-reply", "503", "hang", "delay", "expired-token"] as const;

/**
 * - `lose-reply`: acts, then drops the connection; only calls that change something, never reads or searches
 * - `503`: an HTML page in the service's place; nothing was done
 * - `hang`: no answer ever; nothing was done
 * - `delay`: answers late
 * - `expired-token`: 401, as if the token had expired; nothing was done
 */
export type FaultName = (typeof FAULT_NAMES)[number];

/** One fault: what happens, to which calls, and how often. */
export interface FaultSpec {
  readonly name: FaultName;
  /** From 0 to 1. Default 1. */
  readonly probability?: number;
  /** Only the first so many of the calls it is about. Default: all. */
  readonly first?: number;
  /** Only from this one on of the calls it is about, counted from 1. Default 1. */
  readonly from?: number;
  /** How late `delay` answers, in milliseconds. Default 1000. */
  readonly delayMs?: number;
  /** Only calls whose method and path below the base path (`POST /installations/…/metrics`) contain this text. */
  readonly route?: string;
}

/**
 * Reads a fault from text: `NAME[:WHEN][:WHEN…][@ROUTE]`, where WHEN is a probability (`0.3`), the first so many
 * calls (`1x`), every call from one on (`5+`), or for `delay` how long (`200ms`).
 *
 * @example
 * parseFault("lose-reply:1x@POST /installations"); // the reply to the first metric that is posted
 * @throws AccConfigError that names the part it cannot read and lists what it can
 */
export function parseFault(text: string): FaultSpec {
  const at = text.indexOf("@");
  const [name = "", ...when] = (at === -1 ? text : text.slice(0, at)).split(":");
  const known = FAULT_NAMES.find((fault) => fault === name);
  if (known === undefined) {
    throw new AccConfigError(`fault "${text}": there is no fault "${name}"`, {
      cure: `use one of ${FAULT_NAMES.join(", ")}`,
    });
  }
  const route = at === -1 ? {} : { route: text.slice(at + 1) };
  return Object.assign({ name: known }, ...when.map((part) => parseWhen(text, known, part)), route);
}

function parseWhen(text: string, name: FaultName, part: string): Partial<FaultSpec> {
  if (/^(?:0|1|0?\.\d+|1\.0+|0\.0+)$/.test(part)) return { probability: Number(part) };
  const [, digits, unit] = /^(\d+)(x|\+|ms)$/.exec(part) ?? [];
  if (unit === "x") return { first: Number(digits) };
  if (unit === "+" && Number(digits) > 0) return { from: Number(digits) };
  if (unit === "ms" && name === "delay") return { delayMs: Number(digits) };
  throw new AccConfigError(`fault "${text}": cannot read "${part}"`, {
    cure: "use a probability (0.3), a count (1x), a first call (5+), or for delay a time (200ms)",
  });
}

/**
 * Checks a fault that comes as data, from code or over the control endpoint.
 *
 * @throws AccConfigError that names the bad part
 */
export function checkFault(data: unknown): FaultSpec {
  if (typeof data === "string") return parseFault(data);
  const fields: Readonly<Record<string, unknown>> =
    typeof data === "object" && data !== null ? { ...data } : {};
  const { probability, first, from, delayMs, route } = fields;
  const { name } = parseFault(String(fields["name"]).split(":")[0] ?? "");
  return {
    name,
    ...number("probability", probability, 0, 1),
    ...number("first", first, 0, Number.MAX_SAFE_INTEGER),
    ...number("from", from, 1, Number.MAX_SAFE_INTEGER),
    ...number("delayMs", delayMs, 0, 3_600_000),
    ...(route === undefined ? {} : { route: String(route) }),
  };
}

function number(name: string, value: unknown, least: number, most: number): Record<string, number> {
  if (value === undefined) return {};
  if (typeof value === "number" && value >= least && value <= most) return { [name]: value };
  throw new AccConfigError(`fault: ${name} is ${String(value)}, not a number from ${least} to ${most}`);
}
