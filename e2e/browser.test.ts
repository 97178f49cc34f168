import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startSandbox } from "@argo-acc/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { bundleForBrowsers } from "./bundle.ts";
import { type Browser, findChromium, startChromium } from "./chromium.ts";
import { type Served, serveFiles, serveMetricsPage } from "./serve-metrics-page.ts";
import type { Tab } from "./tab.ts";

const chromium = findChromium();
const listed = { project: "AURIGA", provider: "p-1", installation_id: "i-1", project_id: "auriga" };
const hours = {
  metric_definition_id: "d-1",
  metric_name: "cpu_hours",
  unit_type: "core hours",
  metric_type: "aggregated",
};
const january = { time_period_start: "2024-01-01T00:00:00Z", time_period_end: "2024-02-01T00:00:00Z" };
const february = { time_period_start: "2024-02-01T00:00:00Z", time_period_end: "2024-03-01T00:00:00Z" };
const storage = {
  metric_definition_id: "d-2",
  metric_name: "storage",
  unit_type: "TB",
  metric_type: "count",
};

const metrics = [
  { ...listed, ...january, id: "m-1", value: 1200.25, metric_definition: hours },
  { ...listed, ...january, id: "m-2", value: 0.5, metric_definition: hours, group_id: "vo.example.org" },
  { ...listed, ...february, id: "m-3", value: 0.1, metric_definition: storage },
  { ...listed, ...february, id: "m-4", value: 0.2, metric_definition: storage, user_id: "<b>u</b>" },
  { ...listed, ...february, id: "m-5", value: "Infinity", metric_definition: hours },
];

/** What the page makes of those metrics. */
const totals = [
  ["Definition", "Total", "2024-01", "2024-02"],
  ["cpu_hourscore hours, aggregated", "∞", "1,200.75", "∞"],
  ["storageTB, count", "0.3", "–", "0.3"],
];

/** A row as `argo-acc export metrics --format ndjson` writes it: the definition's fields beside the metric's. */
function asExported({ metric_definition, ...metric }: (typeof metrics)[number]) {
  return { ...metric, ...metric_definition, installation: "compute-01", extra: null };
}

const files: Record<string, string> = {
  "an array": JSON.stringify(metrics, undefined, 2),
  "a page of the service": JSON.stringify({ size_of_page: 5, content: metrics, links: [] }),
  "lines of JSON": metrics.map((metric) => JSON.stringify(metric)).join("\n"),
  "an export of a mirror": `${metrics.map((metric) => JSON.stringify(asExported(metric))).join("\n")}\n`,
};

const wrong = JSON.stringify(
  [metrics[0], { ...metrics[1], value: "many" }, { ...metrics[2], time_period_start: "2024-02-01" }],
  undefined,
  2,
);

const bad: readonly (readonly [name: string, text: string, problems: readonly RegExp[]])[] = [
  [
    "an array with wrong fields",
    wrong,
    [
      /^line 18 \(metric 2\): value: expected .*, got "many"$/,
      /^line 35 \(metric 3\): time_period_start: expected a valid value, got "2024-02-01"$/,
    ],
  ],
  [
    "lines of which one is broken",
    `${JSON.stringify(metrics[0])}\n\n{"id": `,
    [/^line 3: not JSON: Unexpected end/],
  ],
  ["an array that ends too early", '[{"id": "m-1"},', [/^the file: not JSON: Unexpected end/]],
  ["nothing", "", [/^the file has no metric in it$/]],
];

const tableText = `[...document.querySelectorAll("#result table")].map((table) =>
  [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent)))`;

/** An empty page that can load the client. */
async function serveClient(): Promise<Served> {
  const { text } = await bundleForBrowsers("packages/client/src/index.ts");
  return serveFiles({
    "/": ["text/html", `<!doctype html><link rel="icon" href="data:,"><title>client</title>`],
    "/client.js": ["text/javascript", text],
  });
}

describe.skipIf(chromium === undefined)("in a browser", () => {
  let browser: Browser;
  let served: Served;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "argo-acc-browser-"));
    served = await serveMetricsPage();
    browser = await startChromium(chromium ?? "");
  });

  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await served[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  /** The page of the example, after a person has chosen a file with this text. */
  async function choose(text: string): Promise<Tab> {
    const path = join(folder, "metrics.json");
    writeFileSync(path, text);
    const tab = await browser.open(served.url);
    await tab.chooseFile("#file", path);
    await tab.until(`document.querySelector("#result section") !== null`);
    return tab;
  }

  it.each(Object.keys(files))(
    "core reads metrics from %s, and the page shows what they add up to",
    async (name) => {
      const tab = await choose(files[name] ?? "");
      const [sums, rows] = (await tab.evaluate(tableText)) as string[][][];
      expect(sums).toEqual(totals);
      expect(rows?.slice(1).map((row) => row.slice(2))).toEqual([
        ["cpu_hours", "1,200.25", "core hours", "AURIGA", "–", "–"],
        ["cpu_hours", "0.5", "core hours", "AURIGA", "vo.example.org", "–"],
        ["storage", "0.1", "TB", "AURIGA", "–", "–"],
        ["storage", "0.2", "TB", "AURIGA", "–", "<b>u</b>"],
        ["cpu_hours", "∞", "core hours", "AURIGA", "–", "–"],
      ]);
      expect(await tab.evaluate(`document.querySelector("#status").textContent`)).toBe(
        "metrics.json: 5 metrics",
      );
    },
  );

  it.each(bad)("the page names line and field of what is wrong in %s", async (_, text, problems) => {
    const tab = await choose(text);
    const said = await tab.evaluate(
      `[...document.querySelectorAll("#result [role=alert] li")].map((item) => item.textContent)`,
    );
    expect(said).toEqual(problems.map((one) => expect.stringMatching(one)));
  });

  it("the page counts a metric that comes twice once, and says so", async () => {
    const tab = await choose(JSON.stringify([metrics[2], metrics[2]]));
    const [sums] = (await tab.evaluate(tableText)) as string[][][];
    expect(sums?.at(-1)).toEqual(["storageTB, count", "0.1", "0.1"]);
    expect(await tab.evaluate(`document.querySelector("#status").textContent`)).toBe(
      "metrics.json: 1 metric · 1 repeated row left out",
    );
  });

  it("the page asks for its own three files and nothing else, without a complaint", async () => {
    const tab = await choose(files["an array"] ?? "");
    expect(tab.requests).toEqual([served.url, `${served.url}style.css`, `${served.url}page.js`]);
    expect(tab.complaints).toEqual([]);
  });

  it("the client lists, reads every metric and adds one at a service that allows pages to ask", async () => {
    await using sandbox = await startSandbox({ dataset: { metrics: 250, projects: 2 }, cors: true });
    await using page = await serveClient();
    const tab = await browser.open(page.url);
    const options = JSON.stringify({ endpoint: sandbox.endpoint, token: sandbox.tokens.admin });
    const answer = await tab.evaluate(`(async () => {
      const { AccClient } = await import("/client.js");
      const acc = new AccClient(${options});
      const projects = await acc.projects.list().toArray();
      const metrics = await Array.fromAsync(acc.metrics.readAll({ kind: "system" }));
      const [{ installation_id, metric_definition_id }] = metrics;
      const added = await acc.installation(installation_id).metrics.add({
        metric_definition_id,
        time_period_start: "2025-02-01T00:00:00Z",
        time_period_end: "2025-03-01T00:00:00Z",
        value: 12.5,
      });
      return { projects: projects.length, metrics: metrics.length, value: added.value };
    })()`);
    expect(answer).toEqual({ projects: 2, metrics: 250, value: 12.5 });
    expect(sandbox.metrics.count).toBe(251);
  });

  it("the client says that nothing can be read from a service that does not allow pages to ask", async () => {
    await using sandbox = await startSandbox({ dataset: { metrics: 10 } });
    await using page = await serveClient();
    const tab = await browser.open(page.url);
    const options = JSON.stringify({ endpoint: sandbox.endpoint, token: sandbox.tokens.admin });
    const code = await tab.evaluate(`(async () => {
      const { AccClient } = await import("/client.js");
      return new AccClient(${options}).metricDefinitions.list().toArray().catch((error) => error.code);
    })()`);
    expect(code).toBe("network");
  });
});
