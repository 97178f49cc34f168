import { AccConfigError } from "@argo-acc/core";

import type { BodyKind } from "./error-bodies.ts";
import { FAULT_KINDS, FAULT_NAMES, type FaultName } from "./fault-kinds.ts";
import {
  COMMON_PARTS,
  complaintAbout,
  type FaultPart,
  joinParts,
  partExamples,
  readPart,
} from "./fault-parts.ts";

/** One fault: what happens, to which calls, and how often. */
export interface FaultSpec {
  readonly name: FaultName;
  /** From 0 to 1. Default 1. */
  readonly probability?: number;
  /** Only the first so many of the calls it is about. Default: all. */
  readonly first?: number;
  /** Only from this one on of the calls it is about, counted from 1. Default 1. */
  readonly from?: number;
  /** Decides which calls a probability strikes. Default: the sandbox's, with the fault's number. */
  readonly seed?: number;
  /** Only calls whose method and path below the base path (`POST /installations/…/metrics`) contain this text. */
  readonly route?: string;
  /** How late `delay`, `slow-introspection` and `slow-issuer` are, in milliseconds. Default 1000. */
  readonly delayMs?: number;
  /** The body of `429`, `500`, `502`, `503`. Default: `message` for 500, else `html`. */
  readonly body?: BodyKind;
  /** Seconds of the `Retry-After` of `429`, `500`, `502`, `503`. Default: 1 for 429, else none. */
  readonly retryAfter?: number;
  /** How much of the body `reset` and `truncated-json` leave. Default: not even a status, and half of it. */
  readonly bytes?: number;
  /** How far off `wrong-totals` and `wrong-length` are. Default 1. */
  readonly by?: number;
}

/**
 * Reads a fault from text: `NAME[:PART…][@ROUTE]`. Every fault takes a probability (`0.3`), the first so many calls
 * (`1x`), every call from one on (`5+`), and a seed (`seed=7`); some take more.
 *
 * @example
 * parseFault("lose-reply:1x@POST /installations"); // the reply to the first metric that is posted
 * parseFault("503:details:0.1"); // one call in ten
 * @throws AccConfigError that names the part it cannot read and lists what it can
 */
export function parseFault(text: string): FaultSpec {
  const at = text.indexOf("@");
  const [name = "", ...parts] = (at === -1 ? text : text.slice(0, at)).split(":");
  const known = knownName(`fault "${text}"`, name);
  const taken = takenBy(known);
  const fields = parts.map((part) => readFaultPart(text, part, taken));
  return Object.assign(
    { name: known },
    joinParts(`fault "${text}"`, parts, fields, partExamples(taken)),
    at === -1 ? {} : { route: text.slice(at + 1) },
  );
}

function readFaultPart(text: string, part: string, taken: readonly FaultPart[]) {
  for (const field of taken) {
    const value = readPart(field, part);
    if (value === undefined) continue;
    const complaint = complaintAbout(field, value);
    if (complaint === undefined) return { [field]: value };
    throw new AccConfigError(`fault "${text}": ${field} is ${value}, ${complaint}`, {
      cure: `use ${partExamples([field])}`,
    });
  }
  throw new AccConfigError(`fault "${text}": cannot read "${part}"`, { cure: `use ${partExamples(taken)}` });
}

/**
 * Checks a fault that comes as data, from code or over the control endpoint; text is read as text.
 *
 * @throws AccConfigError that names the bad part and lists the valid ones
 */
export function checkFault(data: unknown): FaultSpec {
  if (typeof data === "string") return parseFault(data);
  const { name, route, ...parts }: Readonly<Record<string, unknown>> =
    typeof data === "object" && data !== null ? { ...data } : {};
  const known = knownName("fault", String(name));
  const taken = takenBy(known);
  const given = Object.entries(parts).filter(([, value]) => value !== undefined);
  for (const [part, value] of given) {
    const field = taken.find((takes) => takes === part);
    if (field === undefined) {
      throw new AccConfigError(`fault ${known}: there is no "${part}"`, {
        cure: `use route, ${taken.join(", ")}`,
      });
    }
    const complaint = complaintAbout(field, value);
    if (complaint !== undefined) {
      throw new AccConfigError(`fault ${known}: ${field} is ${String(value)}, ${complaint}`, {
        cure: `use ${partExamples([field])}`,
      });
    }
  }
  return Object.assign(
    { name: known },
    Object.fromEntries(given),
    route === undefined ? {} : { route: String(route) },
  );
}

function knownName(where: string, name: string): FaultName {
  const known = FAULT_NAMES.find((fault) => fault === name);
  if (known !== undefined) return known;
  throw new AccConfigError(`${where}: there is no fault "${name}"`, {
    cure: `use one of ${FAULT_NAMES.join(", ")}`,
  });
}

function takenBy(name: FaultName): readonly FaultPart[] {
  return [...COMMON_PARTS, ...FAULT_KINDS[name].takes];
}
