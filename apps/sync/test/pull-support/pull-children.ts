import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";

import { buildSync } from "esbuild";

import type { PullLine, PullOrder } from "./pull-order.ts";

/** How a child ended. */
export interface PullEnd {
  readonly killed: boolean;
  /** Milliseconds from the order to the end. */
  readonly ms: number;
  readonly lines: readonly PullLine[];
}

/** Runs pulls, each in a process of its own, one after another. */
export interface PullChildren extends Disposable {
  /** @param killAfterMs kills the process from outside, so long after its order */
  run(order: PullOrder, killAfterMs?: number): Promise<PullEnd>;
}

/** The next child loads while the one before it works: starting takes longer than many a pull. */
export function startPullChildren(): PullChildren {
  const folder = bundle();
  let next = start(folder);
  return {
    async run(order, killAfterMs) {
      const child = next;
      next = start(folder);
      let text = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        if (began === undefined) {
          began = performance.now();
          if (killAfterMs !== undefined) timer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
        }
      });
      let began: number | undefined;
      let timer: NodeJS.Timeout | undefined;
      child.stdin.end(JSON.stringify(order));
      const [code, signal] = await once(child, "close");
      clearTimeout(timer);
      if (signal !== "SIGKILL" && code !== 0)
        throw new Error(`the pull ended with ${code}: ${child.complaint()}`);
      const lines = text.split("\n").filter((line) => line !== "");
      return {
        killed: signal === "SIGKILL",
        ms: performance.now() - (began ?? performance.now()),
        lines: lines.map((line) => JSON.parse(line) as PullLine),
      };
    },
    [Symbol.dispose]() {
      next.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function start(folder: string) {
  const child = spawn(process.execPath, [join(folder, "child.mjs")], { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  return Object.assign(child, { complaint: () => complaint });
}

/** One file starts in a third of the time of its modules; it lies where it finds the one that is not bundled. */
function bundle(): string {
  const app = join(import.meta.dirname, "../..");
  const folder = join(app, `node_modules/.cache/kill-pulls-${process.pid}`);
  buildSync({
    entryPoints: [join(import.meta.dirname, "killable-pull-child.ts")],
    outfile: join(folder, "child.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["better-sqlite3"],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  return folder;
}
