import { AccConfigError } from "@argo-acc/core";

/** A line that cannot be queued, and why. */
export interface BadLine {
  readonly line: number;
  readonly reason: string;
}

const SHOWN = 20;

/** An input with lines that cannot be queued; nothing of it was. The message names the first of them. */
export class BadLinesError extends AccConfigError {
  /** The first 20. */
  readonly lines: readonly BadLine[];
  /** How many there are. */
  readonly count: number;

  constructor(source: string, lines: readonly BadLine[], count: number) {
    const list = lines.map(({ line, reason }) => `\n  line ${line}: ${reason}`).join("");
    const more = count > lines.length ? `\n  … and ${count - lines.length} more` : "";
    super(`${source}: ${count} bad ${count === 1 ? "line" : "lines"}, nothing was queued${list}${more}`, {
      cure: "correct them and add the whole input again",
    });
    this.lines = lines;
    this.count = count;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), lines: this.lines, count: this.count };
  }
}

/** Collects bad lines; keeps only those that will be shown. */
export class BadLines {
  readonly #first: BadLine[] = [];
  #count = 0;

  add(line: number, reason: string): void {
    this.#count += 1;
    this.#first.push({ line, reason });
    if (this.#first.length > 2 * SHOWN) this.#keepFirst();
  }

  /** @throws BadLinesError if there is any */
  throwIfAny(source: string): void {
    if (this.#count === 0) return;
    this.#keepFirst();
    throw new BadLinesError(source, this.#first, this.#count);
  }

  #keepFirst(): void {
    this.#first.sort((a, b) => a.line - b.line);
    this.#first.length = Math.min(this.#first.length, SHOWN);
  }
}
