import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { startSandbox } from "@argo-acc/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { installWithNpm } from "./npm-install.ts";

let folder: string;

beforeAll(() => {
  folder = installWithNpm(["packages/core", "packages/client"]);
});

afterAll(() => {
  rmSync(dirname(folder), { recursive: true });
});

const runtimes = [
  ["22", join(import.meta.dirname, "node_modules/node22/bin/node")],
  ["24", process.execPath],
  ["26", join(import.meta.dirname, "node_modules/node26/bin/node")],
] as const;

/** Runs a module in the folder of the installation; a deprecation ends it, and each warning is seen. */
function runModule(node: string, source: string, env: NodeJS.ProcessEnv = {}) {
  const file = join(folder, "script.mjs");
  writeFileSync(file, source);
  const child = spawn(node, ["--throw-deprecation", "--trace-warnings", file], { cwd: folder, env });
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
  return new Promise<{ stdout: string; stderr: string; code: number | null }>((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve({ ...said, code }));
  });
}

const entries = [
  ["@argo-acc/core", "Paged"],
  ["@argo-acc/client", "AccClient"],
  ["@argo-acc/client/node", "tokenFromFile"],
] as const;

/** Lists, searches, reads everything, adds one and looks at it, with nothing but the packages. */
const work = `
import { AccClient, everything, tokenFromEnv } from "@argo-acc/client";

const acc = new AccClient({ endpoint: process.env.ARGO_ACC_ENDPOINT, token: tokenFromEnv() });
const projects = await acc.projects.list().toArray();
const { grants } = await acc.discover();
const ids = new Set();
for (const { grant } of grants) for await (const metric of acc.metrics.readAll(grant)) ids.add(metric.id);
const [found] = await acc.metrics.search(everything()).toArray({ limit: 1 });
const installation = acc.installation(found.installation_id);
const added = await installation.metrics.add({
  metric_definition_id: found.metric_definition_id,
  time_period_start: "2025-02-01T00:00:00Z",
  time_period_end: "2025-03-01T00:00:00Z",
  value: 12.5,
});
const { value } = await installation.metrics.get(added.id);
console.log(JSON.stringify({ node: process.versions.node, projects: projects.length, metrics: ids.size, value }));
`;

describe.each(runtimes)("Node %s, with the packages installed by npm without a network", (version, node) => {
  it.each(entries)("imports %s without a warning", async (specifier, name) => {
    const source = `import { ${name} } from ${JSON.stringify(specifier)}; console.log(typeof ${name});`;
    expect(await runModule(node, source)).toEqual({ stdout: "function\n", stderr: "", code: 0 });
  });

  it("lists, searches, reads every metric and adds one without a warning", async () => {
    await using sandbox = await startSandbox({ dataset: { metrics: 500, projects: 2 } });
    const env = { ARGO_ACC_ENDPOINT: sandbox.endpoint, ARGO_ACC_TOKEN: sandbox.tokens.admin };
    const { stdout, stderr, code } = await runModule(node, work, env);
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(JSON.parse(stdout)).toEqual({
      node: expect.stringMatching(`^${version}\\.`),
      projects: 2,
      metrics: 500,
      value: 12.5,
    });
    expect(sandbox.metrics.count).toBe(501);
  });
});
