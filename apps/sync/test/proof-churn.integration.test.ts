import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { addSummaries, type ChurnSummary, describeSummary } from "./proof/churn-run.ts";

const COMMAND = fileURLToPath(new URL("proof/churn-seeds.ts", import.meta.url));
const SEEDS = 1000;
/** The seeds are shared out among so many processes. */
const PROCESSES = Math.min(4, availableParallelism());

test(
  "while others write, no pull is wrong about what it calls read or gone, where a walk by offsets misses metrics",
  { timeout: 600_000 },
  async () => {
    const edges = Array.from({ length: PROCESSES + 1 }, (_, at) => Math.floor((at * SEEDS) / PROCESSES));
    const shares = edges.slice(1).map((end, at) => [edges[at] ?? 0, end] as const);
    const runs = shares.map(([begin, end]) => runSeeds(1 + begin, end - begin));
    const summary = addSummaries(await Promise.all(runs));
    console.info(describeSummary(summary));

    expect(summary.wrong).toEqual([]);
    expect(summary.seeds).toBe(1000);
    expect(summary.read).toBeGreaterThan(500);
    expect(summary.missedByOffsets).toBeGreaterThan(50);
  },
);

async function runSeeds(from: number, seeds: number): Promise<ChurnSummary> {
  const run = promisify(execFile)(process.execPath, [COMMAND, "--from", `${from}`, "--seeds", `${seeds}`]);
  const { stdout } = await run.catch((failed: { readonly stdout: string }) => failed); // it says by its code what it says
  return JSON.parse(stdout) as ChurnSummary;
}
