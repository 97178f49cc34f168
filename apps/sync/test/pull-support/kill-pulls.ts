// Kills pulls at random points and checks what they leave; as a command: node kill-pulls.ts --rounds 2000 --seed 7
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { AccClient } from "@argo-acc/client";
import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { openMirror } from "@argo-acc/store/mirror";

import { pull } from "../../src/pull/pull.ts";
import { chancesFrom } from "./chances.ts";
import { checkKilledMirror, NOTHING_SEEN, type SeenMirror } from "./check-killed-mirror.ts";
import { linesOfService } from "./compare.ts";
import { exportText } from "./export-text.ts";
import { type PullChildren, type PullEnd, startPullChildren } from "./pull-children.ts";
import type { DeathPoint } from "./pull-order.ts";
import { editUpstream } from "./upstream-edits.ts";

/** What came of a series of kills. */
export interface KillReport {
  kills: number;
  /** Kills between two writes of one transaction. */
  inTransactions: number;
  /** Kills at a request or its answer. */
  atRequests: number;
  /** Kills from outside, at any moment. */
  fromOutside: number;
  /** Pulls that came to their end after kills, and left what an undisturbed one leaves. */
  finished: number;
  /** Mirrors as they were left by a kill, and as they were shown by their history at the end. */
  pastStates: number;
  /** Grants that a pull found finished by one that was killed, and did not read again. */
  keptGrants: number;
}

/** Options of {@link killPulls}. */
export interface KillOptions {
  /** How many pulls to kill. */
  readonly rounds: number;
  /** Decides where, and what is edited upstream. */
  readonly seed: number;
  readonly onKill?: ((report: KillReport) => void) | undefined;
}

/** How far pulls are killed in one mirror that the service is edited under, before one may come to its end. */
const KILLS_WHILE_EDITED = 8;
/** A viewer of everything who is no admin: each project is a grant. */
const ROLE = "topv";

/** What one undisturbed pull passes. */
interface Length {
  readonly requests: number;
  readonly writes: number;
  readonly ms: number;
}

/**
 * Kills pulls at random points, in one mirror after another, until each came to its end all the same. Half of the
 * mirrors are of a service that rests, half of one that is edited between any two pulls.
 *
 * @throws Error with the seed, the kill and a copy of the mirror, if what a kill left was not as it must be
 */
export async function killPulls({ rounds, seed, onKill }: KillOptions): Promise<KillReport> {
  const report = {
    kills: 0,
    inTransactions: 0,
    atRequests: 0,
    fromOutside: 0,
    finished: 0,
    pastStates: 0,
    keptGrants: 0,
  };
  const dataset = { seed, projects: 3, providers: 5, installations: 12, months: 12, metrics: 3300 };
  await using sandbox = await startSandbox({ dataset });
  using children = startPullChildren();
  const folder = mkdtempSync(join(tmpdir(), "argo-acc-kill-"));
  const harness = { sandbox, children, folder, report, below: chancesFrom(seed), onKill };
  const length = await measure(harness);
  for (let series = 1; report.kills < rounds; series++) {
    const file = join(folder, `mirror-${series}.db`);
    try {
      await killInOneMirror({ ...harness, file, length, edited: series % 2 === 0, rounds });
    } catch (cause) {
      const kept = mkdtempSync(join(tmpdir(), "argo-acc-killed-"));
      cpSync(folder, kept, { recursive: true });
      const words = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`seed ${seed}, kill ${report.kills}: ${words}; ${kept}`, { cause });
    }
    for (const end of ["", "-wal", "-shm", ".lock", ".lock.txt"]) rmSync(`${file}${end}`, { force: true });
  }
  rmSync(folder, { recursive: true, force: true });
  return report;
}

/** What surrounds each series. */
interface Harness {
  readonly sandbox: Sandbox;
  readonly children: PullChildren;
  readonly folder: string;
  readonly report: KillReport;
  readonly below: (n: number) => number;
  readonly onKill: KillOptions["onKill"];
}

async function killInOneMirror(
  series: Harness & { file: string; length: Length; edited: boolean; rounds: number },
): Promise<void> {
  const { sandbox, report, file, edited, below } = series;
  const service = edited ? undefined : new Set(linesOfService(sandbox));
  let seen: SeenMirror = NOTHING_SEEN;
  const past = new Map<number, string>();
  for (let kills = 0; ; kills++) {
    if (edited) editUpstream(sandbox, below);
    const last = report.kills >= series.rounds || (edited && kills >= KILLS_WHILE_EDITED);
    const end = await pullOnce(series, last);
    checkLines(end, seen, edited);
    if (!edited) report.keptGrants += seen.finished.size;
    if (!end.killed) break;
    seen = checkKilledMirror(file, sandbox, seen, service);
    if (seen.runs > 0 && below(4) === 0) past.set(seen.runs, await exportFile(file));
    report.kills += 1;
    series.onKill?.(report);
  }
  checkKilledMirror(file, sandbox, seen, new Set(linesOfService(sandbox)));
  await checkAgainstUndisturbed(series);
  for (const [run, text] of past) {
    if ((await exportFile(file, run)) !== text)
      throw new Error(`the mirror as of run ${run}, which was killed, has changed`);
    report.pastStates += 1;
  }
  report.finished += 1;
}

/** One pull, killed at a point of one of three kinds, or left alone. */
async function pullOnce(
  {
    sandbox,
    children,
    report,
    below,
    file,
    length,
    edited,
  }: Harness & {
    file: string;
    length: Length;
    edited: boolean;
  },
  last: boolean,
): Promise<PullEnd> {
  const order = { endpoint: sandbox.endpoint, token: sandbox.token(ROLE), file, full: edited };
  if (last) return children.run(order);
  const kind = below(3);
  if (kind === 0) {
    const end = await children.run(order, below(Math.ceil(length.ms)));
    if (end.killed) report.fromOutside += 1;
    return end;
  }
  const what = kind === 1 ? "requests" : "writes";
  // A pull that goes on writes far less than the first one: small numbers are drawn more often.
  const most = kind === 1 ? length.requests : Math.ceil(length.writes / 2 ** below(9));
  const dieAt: DeathPoint = { kind: what, point: 1 + below(most) };
  const end = await children.run({ ...order, dieAt });
  if (end.killed) report[kind === 1 ? "atRequests" : "inTransactions"] += 1;
  return end;
}

/** What a pull did: it showed nothing twice once it had begun, and read no grant again that was finished. */
function checkLines({ lines, killed }: PullEnd, seen: SeenMirror, edited: boolean): void {
  const end = lines.at(-1);
  if (!killed && (end?.type !== "ended" || !end.complete))
    throw new Error(`not complete: ${JSON.stringify(end)}`);
  for (const line of lines) {
    if (line.type === "begun" && line.repeated.length > 0) {
      throw new Error(`shown twice after the next run began: ${line.repeated.join(", ")}`);
    }
    if (line.type !== "search" || edited) continue;
    for (const key of seen.finished) {
      const [, project = ""] = key.split("/");
      if (line.body.includes(`"${project}"`) || line.body.includes(`"${project}.`)) {
        throw new Error(`${key} was finished, and is searched again: ${line.body}`);
      }
    }
  }
}

async function checkAgainstUndisturbed({ sandbox, folder, file }: Harness & { file: string }): Promise<void> {
  const path = join(folder, "undisturbed.db");
  for (const end of ["", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
  using undisturbed = openMirror(path, { endpoint: sandbox.endpoint });
  await pull(new AccClient({ endpoint: sandbox.endpoint, token: sandbox.token(ROLE) }), undisturbed);
  if ((await exportFile(file)) !== (await exportText(undisturbed))) {
    throw new Error(`what came of it differs from ${path}`);
  }
}

/** @param asOf a run: as the mirror was at its end */
async function exportFile(file: string, asOf?: number): Promise<string> {
  using mirror = openMirror(file, { readonly: true, asOf });
  return await exportText(mirror);
}

/** The second of two undisturbed pulls: the first one's process may have had to be loaded. */
async function measure({ sandbox, children, folder }: Harness): Promise<Length> {
  const order = { endpoint: sandbox.endpoint, token: sandbox.token(ROLE), full: false };
  await children.run({ ...order, file: join(folder, "first.db") });
  const { ms, lines } = await children.run({ ...order, file: join(folder, "second.db") });
  const end = lines.at(-1);
  if (end?.type !== "ended") throw new Error("a pull that nobody disturbed did not come to its end");
  return { ms, requests: end.requests, writes: end.writes };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { rounds: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
  });
  const began = performance.now();
  const report = await killPulls({
    rounds: Number(values.rounds),
    seed: Number(values.seed),
    onKill: ({ kills }) => kills % 100 === 0 && console.log(`${kills} kills`),
  });
  console.log(JSON.stringify({ ...report, seconds: Math.round((performance.now() - began) / 1000) }));
}
