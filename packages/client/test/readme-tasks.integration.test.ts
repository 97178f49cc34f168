import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { afterEach, beforeEach, expect, test } from "vitest";

const run = promisify(execFile);
const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
const [
  ,
  asCsv = "",
  readAgain = "",
  readPages = "",
  search = "",
  report = "",
  correct = "",
  register = "",
  unitAndRole = "",
] =
  /^## Common tasks\n([\s\S]*?)^## /m
    .exec(readme)?.[1]
    ?.split(/```ts\n/)
    .map(codeOf) ?? [];
const [, catching = ""] =
  /^## Errors\n([\s\S]*?)^## /m
    .exec(readme)?.[1]
    ?.split(/```ts\n/)
    .map(codeOf) ?? [];

function codeOf(text: string): string {
  return text.split("```")[0] ?? "";
}

let folder: string;
let sandbox: Sandbox;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argo-acc-readme-"));
  sandbox = await startSandbox({ dataset: { metrics: 500, until: "2024-07" } });
});
afterEach(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** Runs an example with a client before it, ids of the readme being those of the sandbox. */
async function runExample(code: string, ids: Readonly<Record<string, string>>, role = "admin") {
  const client = JSON.stringify(import.meta.resolve("@argo-acc/client"));
  const ready = `import { AccClient } from ${client};
    const acc = new AccClient({ endpoint: "${sandbox.endpoint}", token: "${sandbox.token(role)}" });\n`;
  let text = code.replaceAll('"@argo-acc/client"', client);
  for (const [written, meant] of Object.entries(ids)) text = text.replaceAll(`"${written}"`, `"${meant}"`);
  const file = join(folder, "example.ts");
  await writeFile(file, ready + text);
  return (await run(process.execPath, [file])).stdout;
}

test("all metrics as CSV: a line for each", async () => {
  const stored = sandbox.metrics.list();
  const lines = (await runExample(asCsv, {})).trimEnd().split("\n");

  expect(lines.map((line) => line.split(",")[0]).toSorted()).toEqual(stored.map(({ id }) => id).toSorted());
  expect(lines[0]).toMatch(/^([0-9a-f]{24},){3}\d{4}-\d\d-\d\dT00:00:00Z,[\d.]+$/);
});

test("reading again: nothing is read that is the same", async () => {
  const [project = ""] = sandbox.state.projects.keys();
  const stdout = await runExample(readAgain, { "prj-1": project });

  const lines = stdout.trimEnd().split("\n");
  const [read, again] = [lines.slice(0, lines.length / 2), lines.slice(lines.length / 2)];
  expect(read[0]).toMatch(/^read \d+$/);
  expect(again.map((line) => line.replace("unchanged", "read"))).toEqual(read);
  expect(again[0]).toMatch(/^unchanged \d+$/);
});

test("reading without search: metrics, and what is proven", async () => {
  const [project = ""] = sandbox.state.projects.keys();
  const count = sandbox.metrics.find((metric) => metric.project_id === project).length;
  const stdout = await runExample(readPages, { "prj-1": project });

  const rows = [...stdout.matchAll(/these are all (\d+) of/g)].map(([, text]) => Number(text));
  expect(rows.reduce((sum, own) => sum + own, 0)).toBe(count);
  expect(stdout).not.toContain("not known");
});

test("a search: the metrics of a group in a project, above a value, between two days", async () => {
  const like = sandbox.metrics.list().find(({ group_id: group }) => group);
  const project = sandbox.state.installations.get(like?.installation_id ?? "")?.project ?? "";
  const found = sandbox.metrics
    .list()
    .filter(
      ({ installation_id: id, group_id: group, value, ...period }) =>
        sandbox.state.installations.get(id)?.project === project &&
        group === like?.group_id &&
        value > 10 &&
        period.time_period_start >= "2024-01-01" &&
        period.time_period_end <= "2024-07-01T00:00:00Z",
    );
  const stdout = await runExample(search, { "prj-1": project, survey: like?.group_id ?? "" });

  expect(found).not.toEqual([]);
  expect(stdout.trimEnd().split("\n").toSorted()).toEqual(
    found.map(({ id, value }) => `${id} ${value}`).toSorted(),
  );
});

test("the report of a quarter: a table, and what is in it", async () => {
  const [project = ""] = sandbox.state.projects.keys();
  const stdout = await runExample(report, { "prj-1": project }, "pv");

  expect(stdout).toMatch(/│ metric_name +│ total_value +│ unit_type +│/);
  expect(stdout).toContain("cpu_hours");
  expect(stdout).toContain("Northern Data Centre compute-01\n");
});

test("correcting a metric: one is changed, one is gone", async () => {
  const [first, second] = sandbox.metrics.list();
  const ids = {
    "507f1f77bcf86cd799439011": first?.installation_id ?? "",
    "507f1f77bcf86cd799439013": first?.id ?? "",
    "507f1f77bcf86cd799439014": second?.id ?? "",
  };
  await runExample(correct, ids, "admin");

  expect(sandbox.metrics.get(first?.id ?? "")?.value).toBe(1520.5);
  expect(sandbox.metrics.get(second?.id ?? "")).toBeUndefined();
});

test("registering an installation, as the administrator of a provider", async () => {
  const [like] = sandbox.state.installations.values();
  const [definition = ""] = sandbox.state.definitions.keys();
  const ids = {
    "prj-1": like?.project ?? "",
    "507f1f77bcf86cd799439015": like?.organisation ?? "",
    "507f1f77bcf86cd799439012": definition,
  };
  await runExample(register, ids, "va");

  const added = [...sandbox.state.installations.values()].find(({ external_id: id }) => id === "site-7");
  expect(added).toMatchObject({ project: like?.project, installation: "compute-7" });
  const capacities = sandbox.state.capacities.get(added?.id ?? "");
  expect(capacities?.map(({ value }) => Number(value))).toEqual([100_000]);
});

test("a new unit, a definition in it, and a role for somebody", async () => {
  const project = [...sandbox.state.projects.keys()].at(-1) ?? "";
  const own = [...sandbox.state.entitlements.values()].find(({ name }) => name.includes(":accounting:"));
  const beginning = own?.name.split(":accounting:")[0] ?? "";
  const ids = {
    "urn:example:group:accounting:prj-1:role=viewer": `${beginning}:accounting:${project}:role=viewer`,
    "ada@example.org": "norole@example.org",
  };
  const statusOfProject = async () => {
    const headers = { authorization: `Bearer ${sandbox.token("norole")}` };
    return (await fetch(`${sandbox.endpoint}/projects/${project}`, { headers })).status;
  };

  expect(await statusOfProject()).toBe(403);
  await runExample(unitAndRole, ids);
  expect(await statusOfProject()).toBe(200);
  expect([...sandbox.state.definitions.values()].at(-1)).toMatchObject({
    metric_name: "kept",
    unit_type: "GB-months",
  });
});

test("an error is told apart from others", async () => {
  const [project = ""] = sandbox.state.projects.keys();

  expect(await runExample(catching, { "prj-1": "nowhere" })).toBe("there is no such project\n");
  expect(await runExample(catching, { "prj-1": project })).toContain(`id: '${project}'`);
});
