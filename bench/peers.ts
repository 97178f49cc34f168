import { execFile } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { measure, type Measured, serve } from "./measure.ts";
import { count, type Line, report, times } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const run = promisify(execFile);

/** Another way to hold a copy of the metrics of one project in a file. */
interface Peer {
  readonly name: string;
  /** Python packages it needs, as they are imported. */
  readonly needs: readonly string[];
  /** The script in `bench/peers/`, and what follows the four arguments all of them take. */
  readonly script: string;
  readonly args?: readonly string[];
  /** Whether its second run is waited for: one of them takes minutes. */
  readonly once?: boolean;
}

const PEERS: readonly Peer[] = [
  { name: "requests + sqlite3", needs: ["requests"], script: "requests_sqlite3.py" },
  { name: "sqlite-utils", needs: ["requests", "sqlite_utils"], script: "sqlite_utils_upsert.py" },
  { name: "dlt, DuckDB", needs: ["requests", "dlt", "duckdb"], script: "dlt_pipeline.py", args: ["duckdb"] },
  {
    name: "dlt, DuckDB by Parquet",
    needs: ["requests", "dlt", "duckdb", "pyarrow"],
    script: "dlt_pipeline.py",
    args: ["parquet"],
  },
  {
    name: "dlt, SQLite",
    needs: ["requests", "dlt", "sqlalchemy"],
    script: "dlt_pipeline.py",
    args: ["sqlite"],
    once: true,
  },
];

/**
 * Copies the metrics of one project into a file, twice, by each of the peers and by a pull, from the same sandbox.
 *
 * @param python the interpreter that has the peers' packages. A peer that is not installed is skipped by name
 */
export async function benchPeers(python = "python3", metrics = 100_000): Promise<void> {
  using folder = temporaryFolder();
  await using service = await serve(metrics, { projects: 1 });
  const { endpoint, token, project } = service;
  const lines: Line[] = [];
  const facts: Record<string, unknown> = {};
  const mirror = join(folder.path, "mirror.db");
  const first = await measure("pull", [endpoint, token, mirror]);
  const second = await measure("pull", [endpoint, token, mirror]);
  const full = await measure("pull", [endpoint, token, mirror, "full"]);
  const bytes = statSync(mirror).size;
  const line = (what: string, one: Measured & { readonly size: number }, again: string): Line => ({
    what,
    figure: `${one.seconds.toFixed(1)} s`,
    note: [
      ...(what === "argo-acc" ? [] : [`argo-acc ${times(one.seconds / first.seconds)} as fast`]),
      `${one.peak_mb} MB`,
      `${count(one.size / metrics)} bytes a row`,
      `second run ${again}`,
    ].join(", "),
  });
  lines.push(
    line(
      "argo-acc",
      { ...first, size: bytes },
      `${second.seconds.toFixed(1)} s, read in full ${full.seconds.toFixed(1)} s`,
    ),
  );
  facts["argo-acc"] = { first, second, full, bytes };
  const naive = join(folder.path, "naive.db");
  const node = await measure("naive-node", [endpoint, token, project, naive]);
  const nodeAgain = await measure("naive-node", [endpoint, token, project, naive]);
  const naiveBytes = statSync(naive).size;
  lines.push(line("Node, page by page", { ...node, size: naiveBytes }, `${nodeAgain.seconds.toFixed(1)} s`));
  facts["naive-node"] = { first: node, second: nodeAgain, bytes: naiveBytes };

  for (const [number, { name, needs, script, args = [], once = false }] of PEERS.entries()) {
    const missing = await missingPackage(python, needs);
    if (missing !== undefined) {
      lines.push({ what: name, figure: "skipped", note: missing });
      continue;
    }
    const target = join(folder.path, `peer-${number}`);
    const all = [join(import.meta.dirname, "peers", script), endpoint, token, project, target, ...args];
    const one = await withPython(python, all);
    const again = once ? undefined : await withPython(python, all);
    if (one["metrics"] !== metrics) throw new Error(`${name} stored ${one["metrics"]} of ${metrics} metrics`);
    const words = again === undefined ? "not measured" : `${again.seconds.toFixed(1)} s`;
    lines.push(line(name, { ...one, size: one["bytes"] ?? 0 }, words));
    facts[name] = { first: one, second: again };
  }
  report(`peers-${metrics}`, lines, facts);
}

async function missingPackage(python: string, needs: readonly string[]): Promise<string | undefined> {
  if (python.includes("/") && !existsSync(python)) return `there is no ${python}`;
  for (const name of needs) {
    try {
      await run(python, [
        "-c",
        `import importlib.util, sys; sys.exit(importlib.util.find_spec("${name}") is None)`,
      ]);
    } catch {
      return `${python} has no package ${name}: see bench/peers/requirements.txt`;
    }
  }
  return undefined;
}

async function withPython(python: string, args: readonly string[]): Promise<Measured> {
  const { stdout } = await run(python, args, { maxBuffer: 2 ** 26 });
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  return JSON.parse(last) as Measured;
}
