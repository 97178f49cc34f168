import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Sandbox, startSandbox } from "@argo-acc/sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const EXAMPLES = join(import.meta.dirname, "../examples");

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  sandbox = await startSandbox({ dataset: { metrics: 600 } });
  folder = await mkdtemp(join(tmpdir(), "argo-acc-examples-"));
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly stderr: string;
}

/** Runs an example as a user would. */
function runExample(name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env } };
    const child = execFile(
      process.execPath,
      [join(EXAMPLES, `${name}.ts`), ...args],
      options,
      (_, stdout, stderr) => {
        const lines = stdout === "" ? [] : stdout.trimEnd().split("\n");
        resolve({ code: child.exitCode, lines, stderr });
      },
    );
  });
}

const service = (role = "admin") => ["--host", sandbox.endpoint, "--token", sandbox.token(role)];

/** One installation of the sandbox, with a metric definition that it has metrics of. */
function someMetric() {
  const [metric] = sandbox.metrics.list();
  if (metric === undefined) throw new Error("the sandbox has no metrics");
  return metric;
}

const countWhere = (field: "project_id" | "installation_id", id: string) =>
  sandbox.metrics.list().filter((metric) => metric[field] === id).length;

describe("the examples that the Python library has too", () => {
  test("get-projects prints title and id of each project", async () => {
    const { code, lines } = await runExample("get-projects", service());

    expect(code).toBe(0);
    expect(lines.toSorted()).toEqual(
      [...sandbox.state.projects.values()].map(({ title, id }) => `${title} (ID: ${id})`).toSorted(),
    );
  });

  test("get-providers prints name and id of each provider", async () => {
    const { code, lines } = await runExample("get-providers", service("opsv"));

    expect(code).toBe(0);
    expect(lines.toSorted()).toEqual(
      [...sandbox.state.providers.values()].map(({ name, id }) => `${name} (ID: ${id})`).toSorted(),
    );
  });

  test("get-installations prints each installation as a line of JSON", async () => {
    const { code, lines } = await runExample("get-installations", service("norole"));

    expect(code).toBe(0);
    expect(lines.map((line) => JSON.parse(line).id).toSorted()).toEqual(
      [...sandbox.state.installations.keys()].toSorted(),
    );
  });

  test("get-project-metrics prints a line for each metric of the project", async () => {
    const { project_id } = someMetric();
    const { code, lines } = await runExample("get-project-metrics", [...service(), "--project", project_id]);

    expect(code).toBe(0);
    expect(lines).toHaveLength(countWhere("project_id", project_id));
    expect(lines[0]).toMatch(/^[\d.e+-]+ (?:aggregated|count|summarised|averaged)$/);
  });

  test("get-provider-metrics prints a line for each metric of the provider in the project", async () => {
    const { project_id, provider } = someMetric();
    const { code, lines } = await runExample("get-provider-metrics", [
      ...service(),
      "--project",
      project_id,
      "--provider",
      provider,
    ]);

    expect(code).toBe(0);
    expect(lines).toHaveLength(
      sandbox.metrics
        .list()
        .filter((metric) => metric.project_id === project_id && metric.provider === provider).length,
    );
  });

  test("get-installation-metrics prints a line for each metric of the installation", async () => {
    const { installation_id } = someMetric();
    const { code, lines } = await runExample("get-installation-metrics", [
      ...service(),
      "--installation",
      installation_id,
    ]);

    expect(code).toBe(0);
    expect(lines).toHaveLength(countWhere("installation_id", installation_id));
  });

  test("add-installation-metric adds one and prints it", async () => {
    const { installation_id, metric_definition_id } = someMetric();
    const { code, lines } = await runExample("add-installation-metric", [
      ...service(),
      "--installation",
      installation_id,
      "--metricdefid",
      metric_definition_id,
      "--tstart",
      "2024-03-01T00:00:00Z",
      "--tend",
      "2024-04-01T00:00:00Z",
      "--value",
      "12.5",
      "--gid",
      "a-group",
      "--uid",
      "a-user",
    ]);

    expect(code).toBe(0);
    const printed = JSON.parse(lines[0] ?? "");
    expect(printed).toMatchObject({
      metric_definition_id,
      value: 12.5,
      group_id: "a-group",
      user_id: "a-user",
    });
    expect(sandbox.metrics.get(printed.id)).toMatchObject({
      installation_id,
      time_period_start: "2024-03-01T00:00:00Z",
      time_period_end: "2024-04-01T00:00:00Z",
      value: 12.5,
    });
  });
});

describe("the other examples", () => {
  test("search-metrics prints the metrics of a group from a day on", async () => {
    const { project_id } = someMetric();
    const grouped = sandbox.metrics
      .list()
      .filter((metric) => metric.project_id === project_id && metric.group_id !== undefined);
    const group = grouped[0]?.group_id ?? "";
    const expected = grouped.filter(
      (metric) => metric.group_id === group && metric.time_period_start >= "2024-01-01T00:00:00Z",
    );
    const { code, lines } = await runExample("search-metrics", [
      ...service(),
      "--project",
      project_id,
      "--group",
      group,
      "--since",
      "2024-01-01",
    ]);

    expect(code).toBe(0);
    expect(expected.length).toBeGreaterThan(0);
    expect(lines.map((line) => JSON.parse(line).id).toSorted()).toEqual(
      expected.map(({ id }) => id).toSorted(),
    );
  });

  test("get-project-report prints the totals by metric definition", async () => {
    const { project_id } = someMetric();
    const { code, lines } = await runExample("get-project-report", [
      ...service(),
      "--project",
      project_id,
      "--start",
      "2000-01-01",
      "--end",
      "2100-01-01",
    ]);

    expect(code).toBe(0);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/^[^\t]+\t[\d.e+-]+\t[^\t]+$/);
  });

  test("client-credentials tells what a service account may read", async () => {
    const secretFile = join(folder, "secret");
    await writeFile(secretFile, "pv-secret\n");
    const { code, lines, stderr } = await runExample("client-credentials", [
      "--host",
      sandbox.endpoint,
      "--issuer",
      sandbox.issuer,
      "--client",
      "pv",
      "--secret",
      secretFile,
    ]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [project] = sandbox.state.projects.keys();
    expect(lines).toEqual([
      `${countWhere("project_id", project ?? "")} metrics: {"kind":"project","project_id":"${project}"}`,
    ]);
  });

  test("cancel-reading counts to the end where there is time", async () => {
    const { project_id } = someMetric();
    const { code, lines } = await runExample("cancel-reading", [
      ...service(),
      "--project",
      project_id,
      "--seconds",
      "60",
    ]);

    expect({ code, lines }).toEqual({
      code: 0,
      lines: [`${countWhere("project_id", project_id)} metrics, all of them`],
    });
  });

  test("cancel-reading leaves when its time is over, although the service says nothing", async () => {
    await using hanging = await startSandbox({ dataset: { metrics: 100 }, faults: ["hang"] });
    const [project = ""] = hanging.state.projects.keys();
    const { code, lines } = await runExample("cancel-reading", [
      "--host",
      hanging.endpoint,
      "--token",
      hanging.token("admin"),
      "--project",
      project,
      "--seconds",
      "0.2",
    ]);

    expect({ code, lines }).toEqual({ code: 3, lines: ["0 metrics, then cancelled"] });
  });
});

describe("every example", async () => {
  const names = (await readdir(EXAMPLES)).map((file) => file.replace(".ts", ""));
  const examples = names.filter((name) => name !== "command-line");

  test("is one of eleven, each run above", async () => {
    const text = await readFile(import.meta.filename, "utf8");
    expect(examples).toHaveLength(11);
    expect(examples.filter((name) => !text.includes(`runExample("${name}"`))).toEqual([]);
  });

  test.each(examples)("%s says with --help what it does, and ends with 0", async (name) => {
    const { code, lines } = await runExample(name, ["--help"]);

    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^[A-Z].*\.$/);
    expect(lines.join("\n")).toContain("--host");
  });

  test.each(examples)("%s ends with 2 when it is called without options, and names one", async (name) => {
    const { code, lines, stderr } = await runExample(name, []);

    expect({ code, lines }).toEqual({ code: 2, lines: [] });
    expect(stderr).toMatch(/^error: --\S+.* must be given\n/);
  });
});

describe("the command line of the examples", () => {
  test.each([
    { name: "get-projects", options: [] },
    { name: "get-providers", options: [] },
    { name: "get-installations", options: [] },
    { name: "get-project-metrics", options: ["--project"] },
    { name: "get-provider-metrics", options: ["--project", "--provider"] },
    { name: "get-installation-metrics", options: ["--installation"] },
    {
      name: "add-installation-metric",
      options: ["--installation", "--metricdefid", "--tstart", "--tend", "--value", "--gid", "--uid"],
    },
  ])("$name has the options of its namesake", async ({ name, options }) => {
    const { lines } = await runExample(name, ["--help"]);

    const named = lines.flatMap((line) => /^ {2}\[?(-[\w-]+)/.exec(line)?.[1] ?? []);
    expect(named.toSorted()).toEqual(["--host", "--token", "-f", "--help", ...options].toSorted());
  });

  test("-f takes the token from a file, and --host a bare host", async () => {
    await using secure = await startSandbox({ dataset: { metrics: 10 }, tls: true });
    const [token, ca] = [join(folder, "token"), join(folder, "ca.pem")];
    await writeFile(token, `${secure.token("admin")}\n`);
    await writeFile(ca, secure.certificate ?? "");
    const { host } = new URL(secure.endpoint);
    const { code, lines, stderr } = await runExample(
      "get-projects",
      ["--host", host, "--token", token, "-f"],
      {
        NODE_EXTRA_CA_CERTS: ca,
      },
    );

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(lines).toHaveLength(secure.state.projects.size);
  });

  test.each([
    { what: "a refused token", args: () => ["--host", sandbox.endpoint, "--token", "nobody"], says: /401/ },
    {
      what: "a host that is none",
      args: () => ["--host", "http://[", "--token", "nobody"],
      says: /http:\/\/\[/,
    },
    {
      what: "a token file that is not there",
      args: () => ["--host", sandbox.endpoint, "--token", "/no/such/file", "-f"],
      says: /\/no\/such\/file does not exist/,
    },
  ])("$what is one line with its cure, and exit code 1", async ({ args, says }) => {
    const { code, lines, stderr } = await runExample("get-projects", args());

    expect({ code, lines }).toEqual({ code: 1, lines: [] });
    expect(stderr).toMatch(/^error: .+\n {2}.+\n$/);
    expect(stderr).toMatch(says);
  });

  test("an unknown option and a value that is no number end with 2", async () => {
    const unknown = await runExample("get-projects", ["--tokn", "x"]);
    expect(unknown).toMatchObject({ code: 2, lines: [] });
    expect(unknown.stderr).toContain("--tokn");

    const value = await runExample("add-installation-metric", [
      ...service(),
      "--installation",
      "i",
      "--metricdefid",
      "d",
      "--tstart",
      "s",
      "--tend",
      "e",
      "--value",
      "ten",
    ]);
    expect(value).toMatchObject({ code: 2, lines: [] });
    expect(value.stderr).toContain('--value "ten"');
  });
});
