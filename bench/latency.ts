import { join } from "node:path";

import { measure, serve, slowLine } from "./measure.ts";
import { count, type Line, percent, report } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const IN_FLIGHT = 4;

/** A first and a second pull behind a line with 0, 20 and 80 ms of round trip, beside what the requests alone must take. */
export async function benchLatency(metrics = 100_000): Promise<void> {
  using folder = temporaryFolder();
  await using service = await serve(metrics);
  const lines: Line[] = [];
  const facts: Record<string, unknown> = {};
  for (const rtt of [0, 20, 80]) {
    await using line = await slowLine(service.endpoint, rtt);
    const mirror = join(folder.path, `mirror-${rtt}.db`);
    const first = await measure("pull", [line.endpoint, service.token, mirror]);
    const second = await measure("pull", [line.endpoint, service.token, mirror]);
    const requests = first["requests"] ?? 0;
    const bound = ((1.1 * requests * (rtt + 2)) / IN_FLIGHT + (1500 * metrics) / 100_000) / 1000;
    lines.push({
      what: `round trip of ${rtt} ms`,
      figure: `${first.seconds.toFixed(2)} s`,
      note:
        `${count(requests)} requests, ${percent(first.seconds / bound)} of 1.1 × requests × (round trip + 2 ms) / ${IN_FLIGHT} + 1.5 s; ` +
        `second pull ${second.seconds.toFixed(2)} s, ${second["requests"]} requests`,
    });
    facts[rtt] = { first, second, bound };
  }
  report(`latency-${metrics}`, lines, facts);
}
