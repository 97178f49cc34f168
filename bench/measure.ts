import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import type { ServeOptions } from "./steps/sandbox.ts";

/** What a step printed about itself, and the most memory its process held. */
export interface Measured {
  readonly seconds: number;
  readonly peak_mb: number;
  readonly [fact: string]: number;
}

/** Runs a step in a process of its own, so that no step's memory or compiled code helps another. */
export async function measure(
  step: string,
  args: readonly (string | number)[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Measured> {
  const script = join(import.meta.dirname, "steps", `${step}.ts`);
  const child = spawn(process.execPath, [script, ...args.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
    env,
  });
  let printed = "";
  for await (const chunk of child.stdout) printed += String(chunk);
  if (child.exitCode === null) await once(child, "exit");
  if (child.exitCode !== 0) throw new Error(`step ${step} ended with ${child.exitCode}`);
  return JSON.parse(printed) as Measured;
}

/** Runs a step several times and keeps the run with the median time. */
export async function measureMedian(
  runs: number,
  step: string,
  args: (run: number) => readonly (string | number)[],
): Promise<Measured> {
  const all: Measured[] = [];
  for (let run = 0; run < runs; run++) all.push(await measure(step, args(run)));
  const [median] = all.toSorted((a, b) => a.seconds - b.seconds).slice(Math.floor(runs / 2));
  if (median === undefined) throw new Error("nothing was measured");
  return median;
}

/** A server in a process of its own, and the first line it printed. */
export interface Served extends AsyncDisposable {
  readonly endpoint: string;
  readonly token: string;
  /** The id of its first project. */
  readonly project: string;
  /** What to trust, where it serves over https. */
  readonly certificate?: string;
}

/** Starts a sandbox with about so many metrics, in a process of its own. */
export async function serve(metrics: number, options: ServeOptions = {}): Promise<Served> {
  return start<Omit<Served, keyof AsyncDisposable>>("sandbox", [String(metrics), JSON.stringify(options)]);
}

/** Puts a line with a round trip of so many milliseconds before a service on this machine. */
export async function slowLine(
  endpoint: string,
  rtt: number,
): Promise<AsyncDisposable & { readonly endpoint: string }> {
  const url = new URL(endpoint);
  const line = await start<{ readonly port: number }>("slow-line", [url.port, String(rtt)]);
  url.port = String(line.port);
  return { endpoint: url.href, [Symbol.asyncDispose]: line[Symbol.asyncDispose] };
}

/** Starts a step that serves until it is ended, and waits for the line that says where. */
async function start<T extends object>(step: string, args: readonly string[]): Promise<T & AsyncDisposable> {
  const script = join(import.meta.dirname, "steps", `${step}.ts`);
  const child = spawn(process.execPath, [script, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  for await (const line of createInterface({ input: child.stdout })) {
    const stop = async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
    };
    return { ...(JSON.parse(line) as T), [Symbol.asyncDispose]: stop };
  }
  throw new Error(`step ${step} ended before it was ready`);
}
