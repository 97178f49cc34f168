import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const entry = join(root, "apps/sync/src/main.ts");
const readme = readFileSync(join(root, "README.md"), "utf8");

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  sandbox = await startSandbox({ dataset: { metrics: 500 } });
  folder = mkdtempSync(join(tmpdir(), "argo-acc-readme-"));
  writeFileSync(join(folder, "token.txt"), `${sandbox.tokens.admin}\n`);
  const [metric] = sandbox.metrics.list({ limit: 1 });
  const line = `${metric?.installation_id},${metric?.metric_definition_id},2025-02-01T00:00:00Z,2025-03-01T00:00:00Z,12.5`;
  const header = /`(installation_id)`, `(\w+)`, `(\w+)`,\s`(\w+)`, `(value)`/
    .exec(readme)
    ?.slice(1)
    .join(",");
  writeFileSync(join(folder, "november.csv"), `${header}\n${line}\n`);
});

afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

/** The commands a section of the readme shows. */
function commandsOf(section: string): string {
  const text = readme.split(`\n## ${section}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block).join("");
}

/**
 * Runs lines as they are written, one after the other until one fails, on the sandbox instead of the real service. The package
 * manager is left out: what it finds is the command of this repository.
 */
function runLines(lines: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const script = `set -e
npx() { [ "$1 $2 $3" = "-y pnpm@10.34.9 argo-acc" ]; shift 3; ${JSON.stringify(process.execPath)} ${JSON.stringify(entry)} "$@"; }
${lines.replaceAll("api.acc.argo.grnet.gr", sandbox.endpoint)}`;
  const env = { PATH: process.env["PATH"], HOME: folder };
  const child = spawn("bash", ["-c", script], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve({ code, said }));
  });
}

describe("the readme", () => {
  it("mirrors a service, asks the mirror and exports it with the commands it shows", async () => {
    const commands = commandsOf("Mirror your own service");
    expect(commands.split("\n").length).toBeGreaterThan(4);
    const { code, said } = await runLines(commands.replaceAll(/^sqlite3.*$/gm, ""));
    expect([code, said]).toEqual([0, expect.stringContaining("wrote     500 rows to metrics.csv")]);
    expect(readFileSync(join(folder, "metrics.csv"), "utf8").split("\r\n")).toHaveLength(502);
  });

  it("then reports usage with the commands it shows", async () => {
    const { code, said } = await runLines(commandsOf("Report usage"));
    expect([code, said]).toEqual([0, expect.stringContaining("sent      1 metric")]);
    expect(sandbox.metrics.count).toBe(501);
  });
});
