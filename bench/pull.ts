import { rmSync, statSync } from "node:fs";
import { join } from "node:path";

import { measure, measureMedian, serve } from "./measure.ts";
import { count, percent, report } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/**
 * A first pull of 100,000 metrics against the download of the same answers, their parsing, and storing them alone;
 * then what the next pulls cost.
 */
export async function benchPull(metrics = 100_000, runs = 3): Promise<void> {
  using folder = temporaryFolder();
  await using service = await serve(metrics);
  const { endpoint, token } = service;
  const requests = join(folder.path, "requests.jsonl");
  const windows = join(folder.path, "windows.jsonl");
  const mirror = (run: number) => join(folder.path, `mirror-${run}.db`);
  await measure("record", [endpoint, token, requests, windows]);

  const raw = await measureMedian(runs, "download", () => [requests, token, "raw"]);
  const parsed = await measureMedian(runs, "download", () => [requests, token, "parse"]);
  const first = await measureMedian(runs, "pull", (run) => [endpoint, token, mirror(run)]);
  const inserted = await measureMedian(runs, "insert", (run) => [
    windows,
    join(folder.path, `insert-${run}.db`),
  ]);
  const unchanged = await measureMedian(runs, "pull", (run) => [endpoint, token, mirror(run)]);
  const again = await measureMedian(runs, "pull", (run) => [endpoint, token, mirror(run), "full"]);
  const rows = first["metrics"] ?? 0;
  const rate = (seconds: number) => `${count(rows / seconds)} metrics/s`;
  const perRow = statSync(mirror(0)).size / rows;
  for (let run = 0; run < runs; run++) rmSync(mirror(run));

  report(
    `pull-${metrics}`,
    [
      {
        what: "download of the same answers",
        figure: `${raw.seconds.toFixed(2)} s`,
        note: rate(raw.seconds),
      },
      {
        what: "download and JSON.parse (the limit)",
        figure: `${parsed.seconds.toFixed(2)} s`,
        note: rate(parsed.seconds),
      },
      { what: "storing alone", figure: `${inserted.seconds.toFixed(2)} s`, note: rate(inserted.seconds) },
      {
        what: "first pull",
        figure: `${first.seconds.toFixed(2)} s`,
        note: `${rate(first.seconds)}, ${first["requests"]} requests`,
      },
      { what: "first pull against the limit", figure: percent(parsed.seconds / first.seconds) },
      {
        what: "second pull, counts unchanged",
        figure: `${unchanged.seconds.toFixed(2)} s`,
        note: `${unchanged["requests"]} requests`,
      },
      {
        what: "full reading again",
        figure: `${again.seconds.toFixed(2)} s`,
        note: `${again["requests"]} requests, ${again["changed"]} rows written`,
      },
      { what: "full reading against the limit", figure: percent(parsed.seconds / again.seconds) },
      {
        what: "mirror file",
        figure: `${perRow.toFixed(0)} bytes`,
        note: "a metric, catalogue and dictionaries included",
      },
    ],
    { metrics: rows, raw, parsed, inserted, first, unchanged, again, bytes_per_metric: perRow },
  );
}
