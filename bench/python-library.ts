import { execFile } from "node:child_process";
import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

import { measure, type Measured, serve } from "./measure.ts";
import { count, type Line, report, times } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const run = promisify(execFile);

/**
 * Lists the metrics of a project with the Python library and with the client, over https, from the same sandbox.
 *
 * @param library a checkout of the Python library. Without one, or without Python and its `requests`, the benchmark is
 *   skipped and says so
 */
export async function benchPythonLibrary(
  library: string | undefined,
  sizes: readonly number[] = [20_000, 100_000],
): Promise<void> {
  const missing = await whatIsMissing(library);
  if (missing !== undefined) {
    console.log(`\npython-library\n  skipped: ${missing}`);
    return;
  }
  using folder = temporaryFolder();
  symlinkSync(resolve(library ?? "", "pymod"), join(folder.path, "argo_acc_library"));
  const lines: Line[] = [];
  const facts: Record<string, unknown> = {};
  for (const size of sizes) {
    await using service = await serve(size, { tls: true, projects: 1 });
    const { endpoint, token, project, certificate = "" } = service;
    const ca = join(folder.path, "ca.pem");
    writeFileSync(ca, certificate);
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: ca, REQUESTS_CA_BUNDLE: ca, PYTHONPATH: folder.path };
    const ours = (how: string) => measure("walk-list", [endpoint, token, project, how], env);
    const windows = await ours("all");
    const listed = await ours("list");
    const python = await withPython([new URL(endpoint).host, token, project], env);
    const line = (what: string, step: Measured): Line => ({
      what: `${count(step["metrics"] ?? 0)} metrics, ${what}`,
      figure: `${step.seconds.toFixed(1)} s`,
      note: `${count(step["requests"] ?? 0)} requests, ${step.peak_mb} MB, ${times(python.seconds / step.seconds)} as fast`,
    });
    lines.push(line("Python library", python), line("list()", listed), line("readAll()", windows));
    facts[size] = { python, listed, windows };
  }
  report("python-library", lines, facts);
}

async function whatIsMissing(library: string | undefined): Promise<string | undefined> {
  if (library === undefined) {
    return "no checkout of the Python library is named: pnpm bench python-library --python-library FOLDER";
  }
  if (!existsSync(resolve(library, "pymod/argoaccountingservice.py"))) {
    return `${library} is no checkout of the Python library`;
  }
  try {
    await run("python3", ["-c", "import requests"]);
  } catch {
    return "python3 with the package requests is not installed";
  }
  return undefined;
}

async function withPython(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Measured> {
  const script = join(import.meta.dirname, "steps/python-library.py");
  const { stdout } = await run("python3", [script, ...args], { env });
  return JSON.parse(stdout) as Measured;
}
