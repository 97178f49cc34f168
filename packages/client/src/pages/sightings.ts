/** More than there are passes. */
const PASSES = 64;

/**
 * When which ids were seen: in passes over a list, with a count of the list between one pass and the next.
 *
 * An id that was seen before a count and again after it was there at the moment of the count, since no id comes back. If
 * as many were as the service counted, they were all. However rows move between pages meanwhile, and whichever a pass
 * misses, this holds; equal ids and equal totals of two passes do not prove as much.
 */
export class Sightings {
  /** The first pass in which an id was seen, and the last one. */
  readonly #seen = new Map<string, number>();
  /** What was counted after each pass. */
  readonly #counts: number[] = [];
  #sizes: number[] = [];
  #fresh = 0;

  /** How many passes were begun. */
  get passes(): number {
    return this.#sizes.length;
  }

  /** Begins a pass. */
  begin(): void {
    this.#sizes.push(0);
    this.#fresh = 0;
  }

  /** Notes that an id was seen in this pass. @returns whether it never was before */
  see(id: string): boolean {
    const pass = this.passes;
    const code = this.#seen.get(id);
    if (code !== undefined && lastOf(code) === pass) return false;
    this.#seen.set(id, (code === undefined ? pass : firstOf(code)) * PASSES + pass);
    this.#sizes[pass - 1] = (this.#sizes[pass - 1] ?? 0) + 1;
    if (code === undefined) this.#fresh += 1;
    return code === undefined;
  }

  /** Notes what the service counts, now that no pass is under way. */
  count(rows: number): void {
    this.#counts[this.passes - 1] = rows;
  }

  /** The last pass after which all that were there are known; `undefined` if there is none. */
  get proven(): number | undefined {
    for (let pass = this.passes - 1; pass > 0; pass--) {
      if (this.#both(pass) === this.#counts[pass - 1]) return pass;
    }
    return undefined;
  }

  /** Whether an id was seen after a pass. */
  isSeenAfter(pass: number, id: string): boolean {
    return lastOf(this.#seen.get(id) ?? 0) > pass;
  }

  /** How many ids were seen after a pass. */
  seenAfter(pass: number): number {
    let ids = 0;
    for (const code of this.#seen.values()) if (lastOf(code) > pass) ids += 1;
    return ids;
  }

  /** Whether the last pass has seen just what the one before it had: a further one will not see more. */
  get isSteady(): boolean {
    const [last, before] = [this.#sizes.at(-1), this.#sizes.at(-2)];
    return this.passes > 1 && this.#fresh === 0 && last === before;
  }

  /** What is known of the last count: how many there were, and how many of them were seen. */
  get last(): { readonly counted: number | undefined; readonly seen: number } {
    return { counted: this.#counts.at(-1), seen: this.#both(this.passes - 1) };
  }

  /** How many ids were seen both up to a pass and after it. */
  #both(pass: number): number {
    let ids = 0;
    for (const code of this.#seen.values()) if (firstOf(code) <= pass && lastOf(code) > pass) ids += 1;
    return ids;
  }
}

function firstOf(code: number): number {
  return Math.floor(code / PASSES);
}

function lastOf(code: number): number {
  return code % PASSES;
}
