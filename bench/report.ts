import { mkdirSync, writeFileSync } from "node:fs";
import { arch, cpus, totalmem } from "node:os";
import { join } from "node:path";

/** A line of a result: what was measured, the figure, and what it is compared with. */
export interface Line {
  readonly what: string;
  readonly figure: string;
  readonly note?: string;
}

/** Prints a result as a table and keeps it as JSON in `bench/results/<name>.json`. */
export function report(name: string, lines: readonly Line[], facts: unknown): void {
  const wide = Math.max(...lines.map(({ what }) => what.length));
  const figures = Math.max(...lines.map(({ figure }) => figure.length));
  console.log(`\n${name}`);
  for (const { what, figure, note = "" } of lines) {
    console.log(`  ${what.padEnd(wide)}  ${figure.padStart(figures)}  ${note}`.trimEnd());
  }
  const folder = join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  const machine = {
    node: process.version,
    arch: arch(),
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
  };
  const kept = { name, at: new Date().toISOString().slice(0, 10), machine, lines, facts };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(kept, null, 2)}\n`);
}

/** A ratio with one or two digits after the point: `3.4 ×`. */
export function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(1)} ×`;
}

/** A share: `31 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** A whole number with thousands separators. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
