import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { measure, measureMedian, serve } from "./measure.ts";
import { count, type Line, report, times } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** All metrics as CSV, against the shell of SQLite on the same file. */
export async function benchExport(metrics = 1_000_000, runs = 3): Promise<void> {
  using folder = temporaryFolder();
  const path = join(folder.path, "mirror.db");
  {
    await using service = await serve(metrics);
    await measure("pull", [service.endpoint, service.token, path]);
  }
  const csv = join(folder.path, "metrics.csv");
  const ours = await measureMedian(runs, "export", () => [path, csv]);
  const rows = ours["metrics"] ?? 0;
  const lines: Line[] = [
    {
      what: "argo-acc export metrics --format csv",
      figure: `${ours.seconds.toFixed(2)} s`,
      note: `${count(rows / ours.seconds)} rows/s, ${ours.peak_mb} MB`,
    },
  ];
  if (spawnSync("sqlite3", ["-version"]).status === 0) {
    const shell = await measureMedian(runs, "sqlite3-csv", () => [path, csv]);
    lines.push(
      {
        what: "sqlite3 -csv",
        figure: `${shell.seconds.toFixed(2)} s`,
        note: `${count(rows / shell.seconds)} rows/s`,
      },
      {
        what: "export against sqlite3",
        figure: times(shell.seconds / ours.seconds),
        note: "sqlite3 keeps 15 digits",
      },
    );
  } else {
    lines.push({ what: "sqlite3 -csv", figure: "skipped", note: "sqlite3 is not on this machine" });
  }
  report(`export-${metrics}`, lines, { metrics: rows, ours });
}
