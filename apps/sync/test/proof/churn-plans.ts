import type { ChurnPlan, DatasetOptions } from "@argo-acc/sandbox";

import { type Random, randomFrom } from "../../../../packages/sandbox/src/random.ts";

/** Everything that one seed decides. */
export interface ChurnCase {
  readonly seed: number;
  readonly dataset: DatasetOptions;
  /** Whose token pulls. */
  readonly role: "admin" | "pa" | "va";
  readonly concurrency: number;
  /** Whether others write during the very first reading, too. */
  readonly churnsAtFirst: boolean;
  /** How every run reads. */
  readonly readBy: "windows" | "pages" | undefined;
  /** What the runs under churn are asked to do, one after another. */
  readonly runs: readonly { readonly full: boolean }[];
  /** Whether a run that may narrow comes between the last one under churn and the full one at the end. */
  readonly narrowsAfterwards: boolean;
  readonly plans: readonly ChurnPlan[];
}

type Runs = ChurnCase["runs"];
const RUNS: readonly [Runs, Runs, Runs] = [
  [{ full: true }],
  [{ full: false }],
  [{ full: false }, { full: true }],
];

/** What a seed makes of it: the same on every machine. */
export function churnCase(seed: number): ChurnCase {
  const random = randomFrom(`case ${seed}`);
  return {
    seed,
    dataset: {
      seed,
      projects: 1 + random.below(2),
      providers: 2,
      installations: 2 + random.below(4),
      months: 2 + random.below(8),
      metrics: 60 + random.below(90),
    },
    role: oneOf(random, ["admin", "admin", "pa", "va"]),
    concurrency: oneOf(random, [1, 1, 2, 4]),
    churnsAtFirst: random.below(2) === 0,
    runs: oneOf(random, RUNS),
    plans: Array.from({ length: 1 + random.below(2) }, (_, at) => plan(random, 2 * seed + at)),
    readBy: oneOf(random, [undefined, undefined, "windows", "pages"]),
    narrowsAfterwards: random.below(3) === 0,
  };
}

/** Every other plan takes away as many as it puts in, so that no total tells. */
function plan(random: Random, seed: number): ChurnPlan {
  const inserted = random.below(4);
  return {
    insert: inserted,
    delete: random.below(2) === 0 ? inserted : random.below(4),
    change: random.below(3),
    move: random.below(3),
    reorder: random.below(3),
    pick: oneOf(random, ["any", "any", "early", "late"]),
    probability: oneOf(random, [1, 0.5, 0.2]),
    from: 1 + random.below(6),
    first: oneOf(random, [2, 6, 30]),
    seed,
  };
}

function oneOf<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[random.below(choices.length)] ?? choices[0];
}
