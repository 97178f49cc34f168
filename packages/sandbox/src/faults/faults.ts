import { randomFrom, type Random } from "../random.ts";
import { disarm, draw } from "./armed.ts";
import { FAULT_KINDS, type FaultName } from "./fault-kinds.ts";
import { checkFault, type FaultSpec } from "./fault-spec.ts";
import { type FaultTarget, type Strike, unharmed } from "./strike.ts";

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

/** The faults that strike a call, and what they make of it together. */
export interface Struck {
  readonly strike: Readonly<Strike>;
  readonly names: readonly FaultName[];
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
    const spec = checkFault(fault);
    const id = this.#next++;
    const random = randomFrom(`fault ${spec.seed ?? `${id} ${this.#seed}`}`);
    this.#armed.push({ id, spec, random, calls: 0, struck: 0 });
    return id;
  }

  /** Takes a fault away, or without a number all of them; whether there was one of this number. */
  remove(id?: number): boolean {
    return disarm(this.#armed, id);
  }

  /** Those that are set, in the order they were, with what they have done. */
  list(): readonly FaultState[] {
    return this.#armed.map(({ id, spec, calls, struck }) => ({ id, spec, calls, struck }));
  }

  /** Lets the faults strike a call. Each one that is about the call counts it. */
  strike(target: FaultTarget): Struck {
    const strike = unharmed();
    const names: FaultName[] = [];
    for (const armed of this.#armed) {
      if (!isAbout(armed.spec, target)) continue;
      armed.calls++;
      if (!draw(armed.random, armed.spec, armed.calls)) continue;
      armed.struck++;
      FAULT_KINDS[armed.spec.name].strike(strike, armed.spec, target);
      names.push(armed.spec.name);
    }
    return { strike, names };
  }
}

function isAbout({ name, route }: FaultSpec, target: FaultTarget): boolean {
  const { isAbout: isItsKind = ({ to }: FaultTarget) => to === "service" } = FAULT_KINDS[name];
  return isItsKind(target) && (route === undefined || target.call.includes(route));
}
