import { createHash } from "node:crypto";

/** Whole numbers that look like chance and are the same for the same seed: from 0 up to, not including, `n`. */
export function chancesFrom(seed: number): (n: number) => number {
  let drawn = 0;
  return (n) => createHash("sha256").update(`${seed} ${drawn++}`).digest().readUInt32BE() % n;
}
