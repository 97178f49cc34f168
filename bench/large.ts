import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";

import { measure, serve } from "./measure.ts";
import { count, type Line, report } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const SYNC = join(import.meta.dirname, "../apps/sync");

/** What people ask of the views. A project and an installation in the middle of the file. */
const QUESTIONS: Readonly<Record<string, string>> = {
  "usage of a project by month":
    "SELECT month, metric_name, sum(total) FROM usage_by_month WHERE project_id = (SELECT min(id) FROM projects) GROUP BY 1, 2",
  "usage of everything in a year":
    "SELECT project_id, metric_name, sum(total) FROM usage_by_month WHERE month LIKE '2024-%' GROUP BY 1, 2",
  "metrics of an installation in a month":
    "SELECT id, value FROM metrics WHERE installation_id = (SELECT min(id) FROM installations) AND time_period_start LIKE '2024-06-%'",
  "sum of every value": "SELECT metric_name, sum(value) FROM metrics GROUP BY 1",
};

/** A first pull of ten million metrics by the bundled command beside one of a million, and questions to both files. */
export async function benchLarge(sizes: readonly number[] = [1_000_000, 10_000_000]): Promise<void> {
  using folder = temporaryFolder();
  const bundle = join(SYNC, "node_modules/.bench"); // below a folder that has what is not bundled
  execFileSync(process.execPath, [join(SYNC, "build.ts"), bundle], { stdio: "inherit" });
  const command = join(bundle, "argo-acc.js");
  const lines: Line[] = [];
  const facts: Record<string, unknown> = {};
  for (const size of sizes) {
    const path = join(folder.path, `mirror-${size}.db`);
    const { pulled, again } = await pullTwice(command, path, size);
    const bytes = statSync(path).size;
    lines.push({
      what: `first pull of ${count(size)} metrics`,
      figure: `${pulled.seconds.toFixed(0)} s`,
      note: `${count(size / pulled.seconds)} metrics/s, ${pulled.peak_mb} MB, ${(bytes / size).toFixed(0)} bytes a metric; again ${again.seconds.toFixed(1)} s, ${again.peak_mb} MB`,
    });
    const asked: Record<string, unknown> = {};
    for (const [question, sql] of Object.entries(QUESTIONS)) {
      const answer = await measure("query", [path, sql]);
      asked[question] = answer;
      lines.push({
        what: `  ${question}`,
        figure: `${(answer.seconds * 1000).toFixed(0)} ms`,
        note: `${count(answer["rows"] ?? 0)} rows`,
      });
    }
    facts[size] = { pulled, again, bytes, asked };
  }
  report("large", lines, facts);
}

/** A first pull, and one that finds nothing changed. */
async function pullTwice(command: string, path: string, size: number) {
  await using service = await serve(size);
  const args = [command, service.endpoint, service.token, path, size];
  return { pulled: await measure("pull-command", args), again: await measure("pull-command", args) };
}
