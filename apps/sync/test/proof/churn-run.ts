import { runChurnSeed, type SeedOutcome } from "./churn-seed.ts";

/** What many seeds showed together. */
export interface ChurnSummary extends SeedOutcome {
  readonly seeds: number;
}

/** Which seeds are run. */
export interface ChurnSeeds {
  readonly from: number;
  readonly seeds: number;
  /** Called after each seed. */
  readonly onSeed?: (outcome: SeedOutcome) => void;
}

/** Runs one seed after another, and adds up what they showed. */
export async function runChurnSeeds({ from, seeds, onSeed }: ChurnSeeds): Promise<ChurnSummary> {
  const outcomes: ChurnSummary[] = [];
  for (let seed = from; seed < from + seeds; seed++) {
    const outcome = await runChurnSeed(seed);
    outcomes.push({ ...outcome, seeds: 1 });
    onSeed?.(outcome);
  }
  return addSummaries(outcomes);
}

/** Adds up. */
export function addSummaries(summaries: readonly ChurnSummary[]): ChurnSummary {
  const sum = (field: Exclude<keyof ChurnSummary, "wrong">) =>
    summaries.reduce((total, summary) => total + summary[field], 0);
  return {
    seeds: sum("seeds"),
    wrong: summaries.flatMap(({ wrong }) => wrong),
    read: sum("read"),
    grants: sum("grants"),
    missedByOffsets: sum("missedByOffsets"),
    missedKnowingly: sum("missedKnowingly"),
  };
}

/** One line that says it. */
export function describeSummary(summary: ChurnSummary): string {
  const { seeds, wrong, read, grants, missedByOffsets, missedKnowingly } = summary;
  return (
    `${seeds} seeds under churn: ${wrong.length} wrong in ${grants} readings, ${read} of them called read; ` +
    `a walk by offsets missed ${missedByOffsets} metrics though its ids and totals agreed, ` +
    `and ${missedKnowingly} where they did not`
  );
}
