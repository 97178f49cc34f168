import { join } from "node:path";

import { measure, type Measured, serve } from "./measure.ts";
import { count, report, times } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The most memory a first pull holds, with 10,000, 100,000 and 1,000,000 metrics. */
export async function benchMemory(sizes: readonly number[] = [10_000, 100_000, 1_000_000]): Promise<void> {
  using folder = temporaryFolder();
  const measured: (Measured & { readonly size: number })[] = [];
  for (const size of sizes) {
    await using service = await serve(size);
    const path = join(folder.path, `mirror-${size}.db`);
    measured.push({ size, ...(await measure("pull", [service.endpoint, service.token, path])) });
  }
  const [smallest] = measured;
  report(
    "memory",
    measured.map((pull) => ({
      what: `first pull of ${count(pull["metrics"] ?? 0)} metrics`,
      figure: `${pull.peak_mb} MB`,
      note: `${times(pull.peak_mb / (smallest?.peak_mb ?? 1))} the smallest, ${pull.seconds.toFixed(1)} s, ${count((pull["metrics"] ?? 0) / pull.seconds)} metrics/s`,
    })),
    measured,
  );
}
