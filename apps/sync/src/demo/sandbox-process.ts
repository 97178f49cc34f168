import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

import { AccConfigError } from "@argo-acc/core";

/** A sandbox in a process of its own. */
export interface SandboxProcess extends AsyncDisposable {
  readonly endpoint: string;
  /** The token of the system admin. */
  readonly token: string;
}

/**
 * Starts `argo-acc sandbox` as a process of its own. It ends when it is disposed of, and by itself when this process
 * is gone.
 *
 * @param entry the file of the command
 * @param options options of `argo-acc sandbox`
 */
export async function startSandboxProcess(
  entry: string,
  options: readonly string[],
  signal: AbortSignal,
): Promise<SandboxProcess> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [entry, "sandbox", "--json", ...options], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const kill = () => child.kill("SIGTERM");
  const end = async () => {
    signal.removeEventListener("abort", kill);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    kill();
    await ended;
  };
  signal.addEventListener("abort", kill, { once: true });
  try {
    const line = await firstLine(child.stdout);
    signal.throwIfAborted();
    return { ...readAnnouncement(line), [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The first line, or nothing if the process ends before it has one. */
async function firstLine(stdout: Readable | null): Promise<string | undefined> {
  if (stdout === null) return undefined;
  for await (const line of createInterface({ input: stdout })) return line;
  return undefined;
}

function readAnnouncement(line: string | undefined): { readonly endpoint: string; readonly token: string } {
  if (line === undefined) {
    throw new AccConfigError("the sandbox of the demo did not start", {
      cure: "try argo-acc sandbox by itself",
    });
  }
  const data: { readonly endpoint: string; readonly tokens: { readonly admin: string } } = JSON.parse(line);
  return { endpoint: data.endpoint, token: data.tokens.admin };
}
