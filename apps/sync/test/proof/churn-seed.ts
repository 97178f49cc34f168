import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { AccClient } from "@argo-acc/client";
import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { type Mirror, openMirror } from "@argo-acc/store/mirror";

import { pull, type PullOptions } from "../../src/pull/pull.ts";
import { linesOfMirror, linesOfService } from "../pull-support/compare.ts";
import { without } from "./complaints.ts";
import { type ChurnCase, churnCase } from "./churn-plans.ts";
import { walkByOffsets } from "./offset-walk.ts";
import { clientOfSmallReadings } from "./small-readings.ts";
import { covers, Witness } from "./witness.ts";

const ALL = Number.MAX_SAFE_INTEGER;

/** What one seed showed. */
export interface SeedOutcome {
  /** What a pull did that it must not do, in words. */
  readonly wrong: readonly string[];
  /** Readings of grants under churn that were called read. */
  readonly read: number;
  /** Runs under churn, times grants. */
  readonly grants: number;
  /** Metrics that were there all the time and that a walk by pages missed, though its ids and totals agreed. */
  readonly missedByOffsets: number;
  /** The same for walks whose ids or totals did not agree. */
  readonly missedKnowingly: number;
}

/**
 * Lets others write while a mirror is pulled, as the seed says, and judges what the mirror then shows. A pull that throws
 * is wrong, too.
 */
export async function runChurnSeed(seed: number): Promise<SeedOutcome> {
  try {
    return await runSeed(seed);
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { wrong: [`seed ${seed}: ${words}`], read: 0, grants: 0, missedByOffsets: 0, missedKnowingly: 0 };
  }
}

async function runSeed(seed: number): Promise<SeedOutcome> {
  const plan = churnCase(seed);
  await using sandbox = await startSandbox({ dataset: plan.dataset, seed });
  const folder = mkdtempSync(join(tmpdir(), "argo-acc-churn-"));
  try {
    using mirror = openMirror(join(folder, "mirror.db"), { endpoint: sandbox.endpoint });
    const { endpoint } = sandbox;
    const { concurrency, role } = plan;
    const acc = clientOfSmallReadings({ endpoint, token: sandbox.token(role), concurrency });
    return await judge({ sandbox, mirror, acc, plan });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface SeedWorld {
  readonly sandbox: Sandbox;
  readonly mirror: Mirror;
  readonly acc: AccClient;
  readonly plan: ChurnCase;
}

async function judge(world: SeedWorld): Promise<SeedOutcome> {
  const { sandbox, mirror, acc, plan } = world;
  const { readBy } = plan;
  const offsets = await missedByOffsets(world);
  const wrong: string[] = [];
  let read = 0;
  let grants = 0;
  const run = async (name: string, options: PullOptions) => {
    const witness = new Witness(sandbox, mirror);
    const result = await pull(acc, mirror, { ...options, readBy });
    grants += result.grants.length;
    read += result.grants.filter(({ state }) => state === "read").length;
    wrong.push(...witness.judge(result).map((words) => `seed ${plan.seed}, ${name}: ${words}`));
  };
  if (!plan.churnsAtFirst) await pull(acc, mirror, { readBy });
  churn(world);
  if (plan.churnsAtFirst) await run("first run", {});
  for (const [at, options] of plan.runs.entries()) {
    await run(`run ${at + 1} ${options.full ? "full" : "narrow"}`, options);
  }
  sandbox.churn.remove();
  if (plan.narrowsAfterwards) await run("run without churn", { maxGone: ALL });
  const after = await pull(acc, mirror, { full: true, maxGone: ALL, readBy });
  wrong.push(
    ...complaintsAboutTheEnd(world, after).map((words) => `seed ${plan.seed}, at the end: ${words}`),
  );
  return { wrong, read, grants, ...offsets };
}

function churn({ sandbox, plan }: SeedWorld): void {
  sandbox.churn.remove();
  for (const one of plan.plans) sandbox.churn.add(one);
}

/** With nobody writing, a full run has everything right. */
function complaintsAboutTheEnd(
  { sandbox, mirror }: SeedWorld,
  { complete, grants, metrics }: Awaited<ReturnType<typeof pull>>,
): string[] {
  if (!complete) return [`not complete: ${grants.map(({ why }) => why).join("; ")}`];
  const expected = linesOfService(sandbox, (metric) => grants.some(({ grant }) => covers(grant, metric)));
  const shown = linesOfMirror(mirror);
  const [lacks, adds] = [without(expected, shown), without(shown, expected)];
  return [
    ...(lacks.length === 0 ? [] : [`lacks ${lacks.length}, the first: ${lacks[0]}`]),
    ...(adds.length === 0 ? [] : [`shows ${adds.length} that are not there, the first: ${adds[0]}`]),
    ...(shown.length === metrics ? [] : [`shows ${shown.length} and counts ${metrics}`]),
    ...(shown.length === expected.length ? [] : [`shows ${shown.length} of ${expected.length}`]),
  ];
}

/** Walks the same metrics under the same churn, page by page. */
async function missedByOffsets(
  world: SeedWorld,
): Promise<Pick<SeedOutcome, "missedByOffsets" | "missedKnowingly">> {
  const { sandbox, plan, acc } = world;
  const { grants } = await acc.discover();
  churn(world);
  const counts = { missedByOffsets: 0, missedKnowingly: 0 };
  for (const { grant } of grants) {
    sandbox.churn.clearLog();
    const before = sandbox.metrics.find((metric) => covers(grant, metric));
    const { ids, looksComplete } = await walkByOffsets(sandbox, plan.role, grant);
    const unsteady = sandbox.churn.unsteady();
    const missed = before.filter(({ id }) => !ids.has(id) && !unsteady.has(id)).length;
    counts[looksComplete ? "missedByOffsets" : "missedKnowingly"] += missed;
  }
  return counts;
}
