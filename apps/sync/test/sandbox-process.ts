import { once } from "node:events";
import { createInterface } from "node:readline";

import { newFolder, startCommand } from "./command.ts";

/** What `argo-acc sandbox --json` says first. */
export interface SandboxProcess extends AsyncDisposable {
  readonly endpoint: string;
  readonly issuer: string;
  readonly control: string;
  readonly certificate?: string;
  readonly tokens: Readonly<Record<string, string>>;
}

/** Starts `argo-acc sandbox --json` as a process of its own, which ends with `await using`. */
export async function startSandboxProcess(
  options: readonly string[],
  cwd = newFolder(),
): Promise<SandboxProcess> {
  const child = startCommand(["sandbox", "--json", ...options], { cwd });
  let complaint = "";
  child.stderr.on("data", (text) => (complaint += String(text)));
  for await (const line of createInterface({ input: child.stdout })) {
    const stop = async () => {
      child.kill("SIGTERM");
      await once(child, "exit");
    };
    return { ...JSON.parse(line), [Symbol.asyncDispose]: stop };
  }
  throw new Error(`the sandbox did not start: ${complaint}`);
}
