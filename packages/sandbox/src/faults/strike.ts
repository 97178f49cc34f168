import type { Answer } from "../service/answer.ts";
import type { FaultSpec } from "./fault-spec.ts";
import type { FaultPart } from "./fault-parts.ts";

/** A call, as far as faults look at it. */
export interface FaultTarget {
  /** Who is called. */
  readonly to: "service" | "issuer";
  /** Method and path below the base path, or below the issuer's URL. */
  readonly call: string;
  /** Whether it changes something. */
  readonly changes: boolean;
  /** Whether its answer is a page. */
  readonly isPaged: boolean;
  /** Whether it brought a token. */
  readonly hasToken: boolean;
}

/** What all faults that strike a call make of it together. */
export interface Strike {
  /** Milliseconds. */
  delayMs: number;
  /** Nothing is ever sent, and nothing is done. */
  hangs: boolean;
  /** Sent in the service's place, which does nothing. */
  instead: Answer | undefined;
  /** The token of the call is good no longer, from this call on. */
  revokes: boolean;
  /** Done to the answer, one after the other. */
  readonly alter: ((answer: Answer) => Answer)[];
  /** How the connection ends in the answer's place: closed, or reset. */
  drop: "close" | "reset" | undefined;
  /** The connection is reset after so many bytes of the body. */
  resetAfter: number | undefined;
  /** The declared length is so many bytes more than the body's. */
  lengthOff: number | undefined;
}

/** One thing that can go wrong. */
export interface FaultKind {
  /** What else it takes than chance, counts and a seed. */
  readonly takes: readonly FaultPart[];
  /** Which calls it can strike. Default: every call to the service. */
  readonly isAbout?: (target: FaultTarget) => boolean;
  /** Adds itself to what becomes of the call. */
  readonly strike: (strike: Strike, spec: FaultSpec, target: FaultTarget) => void;
}

/** A call that nothing has struck yet. */
export function unharmed(): Strike {
  return {
    delayMs: 0,
    hangs: false,
    instead: undefined,
    revokes: false,
    alter: [],
    drop: undefined,
    resetAfter: undefined,
    lengthOff: undefined,
  };
}

/** Checks that a table of faults is one, and keeps the names of its faults. */
export function faultKinds<Name extends string>(
  kinds: Readonly<Record<Name, FaultKind>>,
): Readonly<Record<Name, FaultKind>> {
  return kinds;
}
