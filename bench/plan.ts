import { join } from "node:path";

import { measure } from "./measure.ts";
import { count, type Line, report } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const CHANGES = [
  "nothing",
  "a new month in 1 of 200 installations",
  "20 values restated in old months",
  "5 deletions",
  "a definition restated in 1 of 200 installations, every month",
  "a capacity registered",
];

/** What a pull asks after each of a few changes upstream, beside a full reading. */
export async function benchPlan(metrics = 200_000): Promise<void> {
  using folder = temporaryFolder();
  const lines: Line[] = [];
  const facts: Record<string, unknown> = {};
  for (const [number, change] of CHANGES.entries()) {
    const one = await measure("plan", [change, join(folder.path, `mirror-${number}.db`), metrics]);
    facts[change] = one;
    lines.push({
      what: change,
      figure: `${count(one["requests"] ?? 0)} requests`,
      note:
        `${one.seconds.toFixed(2)} s, ${count(one["read"] ?? 0)} metrics read, ${count(one["written"] ?? 0)} written; ` +
        `in full ${count(one["full_requests"] ?? 0)} requests, ${(one["full_seconds"] ?? 0).toFixed(2)} s, ` +
        `${count(one["left"] ?? 0)} more found`,
    });
  }
  report(`plan-${metrics}`, lines, facts);
}
