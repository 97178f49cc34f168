import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";

import { DevTools } from "./dev-tools.ts";
import { openTab, type Tab } from "./tab.ts";

/** A browser without a window. */
export interface Browser {
  open(url: string): Promise<Tab>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Chromium or Chrome, whichever there is: what `CHROME` names, else the first on the path. */
export function findChromium(): string | undefined {
  const named = process.env["CHROME"];
  if (named !== undefined && named !== "") return named;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return ["chromium", "chromium-browser", "google-chrome"]
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** Starts a browser with a profile of its own, which is removed with it. */
export async function startChromium(path: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), "argo-acc-chromium-"));
  const options = ["--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "--no-first-run"];
  const quiet = ["--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"];
  // Chromium's own sandbox cannot be used by root, as whom containers run
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const child = spawn(path, [...options, ...quiet, ...asRoot, "about:blank"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env["PATH"], HOME: profile },
  });
  const exited = once(child, "exit");
  const close = async () => {
    child.kill();
    await exited;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const tools = await DevTools.connect(await devToolsUrl(child));
    return {
      open: (url) => openTab(tools, url),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Chromium says on stderr where it listens. */
async function devToolsUrl(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr ?? process.stdin })) {
    const [, url] = /^DevTools listening on (ws:\S+)/.exec(line) ?? [];
    if (url !== undefined) {
      child.stderr?.resume();
      return url;
    }
    said.push(line);
  }
  throw new Error(`chromium ended before it listened:\n${said.join("\n")}`);
}
