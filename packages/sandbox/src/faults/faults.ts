import { randomFrom, type Random } from "../random.ts";
import { checkFault, type FaultName, type FaultSpec } from "./fault-spec.ts";

/** A call, as far as faults look at it. */
export interface FaultTarget {
  /** Method and path below the base path. */
  readonly call: string;
  /** Whether it changes something. */
  readonly changes: boolean;
  /** Whether it brought a token. */
  readonly hasToken: boolean;
}

interface Armed {
  readonly id: number;
  readonly spec: FaultSpec;
  readonly random: Random;
  /** How many calls it was about. */
  calls: number;
  /** How often it struck. */
  struck: number;
}

/** A fault that is set, and what it has done. */
export interface FaultState {
  readonly id: number;
  readonly spec: FaultSpec;
  readonly calls: number;
  readonly struck: number;
}

/** The faults of a sandbox. They can be set and taken away while it runs; each draws from its own seeded numbers. */
export class Faults {
  readonly #seed: number;
  readonly #armed: Armed[] = [];
  #next = 1;

  constructor(seed: number, specs: readonly (FaultSpec | string)[] = []) {
    this.#seed = seed;
    for (const spec of specs) this.add(spec);
  }

  /** Sets a fault, given as data or as text, and tells its number. @throws AccConfigError for a bad one */
  add(fault: FaultSpec | string): number {
    const id = this.#next++;
    const random = randomFrom(`fault ${id} ${this.#seed}`);
    this.#armed.push({ id, spec: checkFault(fault), random, calls: 0, struck: 0 });
    return id;
  }

  /** Takes a fault away; without a number, all of them. */
  remove(id?: number): void {
    if (id === undefined) this.#armed.length = 0;
    const at = this.#armed.findIndex((armed) => armed.id === id);
    if (at !== -1) this.#armed.splice(at, 1);
  }

  /** Those that are set, in the order they were, with what they have done. */
  list(): readonly FaultState[] {
    return this.#armed.map(({ id, spec, calls, struck }) => ({ id, spec, calls, struck }));
  }

  /** The faults that strike a call. Each one that is about the call counts it. */
  strike(target: FaultTarget): ReadonlyMap<FaultName, FaultSpec> {
    const striking = new Map<FaultName, FaultSpec>();
    for (const armed of this.#armed) {
      if (isAbout(armed.spec, target) && draw(armed)) striking.set(armed.spec.name, armed.spec);
    }
    return striking;
  }
}

function isAbout(spec: FaultSpec, target: FaultTarget): boolean {
  if (spec.name === "lose-reply" && !target.changes) return false;
  if (spec.name === "expired-token" && !target.hasToken) return false;
  return spec.route === undefined || target.call.includes(spec.route);
}

function draw(armed: Armed): boolean {
  const { probability = 1, first = Number.POSITIVE_INFINITY, from = 1 } = armed.spec;
  armed.calls++;
  const strikes = armed.random.next() < probability && armed.calls >= from && armed.calls - from < first;
  if (strikes) armed.struck++;
  return strikes;
}
